"""The folder of a build: only an earlier build is replaced."""

import json
from pathlib import Path

import pytest

from server.errors import CannotStart
from server.publishing.command import build
from server.publishing.folder import replace, require_replaceable
from server.publishing.manifest import changed_files
from server.publishing.static_site import StaticSite


@pytest.fixture
def out(tmp_path: Path, page: Path, site: StaticSite) -> Path:
    """Return a folder that was built."""
    place = tmp_path / "dist"
    replace(place, build(page, site))
    return place


def refusal(out: Path, root: Path) -> str:
    """Return the sentence that `out` is refused with, here and once more before it is replaced."""
    before = sorted(out.rglob("*"))
    with pytest.raises(CannotStart) as refused:
        require_replaceable(out, root)
    with pytest.raises(CannotStart):
        replace(out, {"new": b""})
    assert sorted(out.rglob("*")) == before
    return str(refused.value)


def test_what_was_built_is_replaced(out: Path, page: Path) -> None:
    """No old or temporary file is left."""
    require_replaceable(out, page)
    replace(out, {"new": b"new"})
    assert [path.name for path in out.iterdir()] == ["new"]
    assert {path.name for path in out.parent.iterdir()} == {"dist", "page", "outside.js"}


def test_an_empty_place_or_none_is_taken(tmp_path: Path, page: Path) -> None:
    """Missing parent folders are created."""
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "empty", tmp_path / "deep" / "down"):
        require_replaceable(place, page)
        replace(place, {"a/b": b"c"})
        assert (place / "a" / "b").read_bytes() == b"c"


MADE = '"made_by": "serve.py build"'


@pytest.mark.parametrize(
    "manifest",
    [None, "", "[]", "{}", f"{{{MADE}}}", f'{{{MADE}, "files": []}}', f'{{{MADE}, "files": 7}}'],
)
def test_a_folder_of_somebody_elses_is_refused(
    tmp_path: Path, page: Path, manifest: str | None
) -> None:
    """Only a folder with the manifest of a build is replaced."""
    place = tmp_path / "photographs"
    place.mkdir()
    (place / "ada.jpg").write_bytes(b"ada")
    if manifest is not None:
        (place / "manifest.json").write_text(manifest)
    assert "was not written by serve.py build" in refusal(place, page)


def test_a_file_that_came_later_is_not_lost(out: Path, page: Path) -> None:
    """A folder with a file that the manifest does not list is not replaced."""
    (out / "site" / "robots.txt").write_text("")
    assert "contains site/robots.txt, which was added or changed" in refusal(out, page)


def test_a_file_that_was_edited_is_not_lost(out: Path, page: Path) -> None:
    """A folder with a changed file is not replaced."""
    (out / "hosts" / "nginx-site.conf").write_text("# better")
    assert "contains hosts/nginx-site.conf" in refusal(out, page)
    assert changed_files(out) == ["hosts/nginx-site.conf"]


def test_a_link_is_not_followed(out: Path, page: Path, tmp_path: Path) -> None:
    """Neither a link to the folder nor a link inside it is followed."""
    link = tmp_path / "link"
    link.symlink_to(out)
    with pytest.raises(CannotStart, match="is not a folder"):
        require_replaceable(link, page)
    (out / "site" / "elsewhere").symlink_to(tmp_path)
    assert "contains site/elsewhere" in refusal(out, page)


def test_a_link_in_the_place_of_a_file_is_not_lost(out: Path, page: Path, tmp_path: Path) -> None:
    """Somebody keeps what was built elsewhere."""
    file = out / "site" / "index.html"
    file.rename(tmp_path / "index.html")
    file.symlink_to(tmp_path / "index.html")
    assert "contains site/index.html" in refusal(out, page)


def test_a_file_in_its_place_is_refused(tmp_path: Path, page: Path) -> None:
    """The message says that it is not a folder."""
    with pytest.raises(CannotStart, match="is not a folder"):
        require_replaceable(tmp_path / "outside.js", page)


@pytest.mark.parametrize("name", [".", "..", "static/dist", "auth", "server/x", "tests"])
def test_the_project_is_no_place_for_it(page: Path, name: str) -> None:
    """What is served or tested would have the last build in it."""
    with pytest.raises(CannotStart, match="part of the project"):
        require_replaceable(page / name, page)


def test_a_place_that_cannot_be_written_gives_a_sentence(tmp_path: Path) -> None:
    """A file stands where a folder has to be."""
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="cannot be written"):
        replace(tmp_path / "file" / "dist", {"a": b""})


def test_the_manifest_lists_every_file(out: Path) -> None:
    """With its hash; what is served has its type and how long it may be kept, too."""
    listed = json.loads((out / "manifest.json").read_bytes())["files"]
    found = {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}
    assert listed.keys() == found - {"manifest.json"}
    assert changed_files(out) == []
    assert listed["site/index.html"]["cache_control"] == "no-store"
    assert listed["site/index.html"]["content_type"] == "text/html; charset=utf-8"
    assert listed["site/index.html.br"]["content_encoding"] == "br"
    assert listed["site/index.html.br"]["content_type"] == "text/html; charset=utf-8"
    assert listed["site/_headers"].keys() == {"sha256", "size"}
