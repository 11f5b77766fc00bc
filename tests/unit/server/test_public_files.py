"""Which files are public, and which never are."""

from pathlib import Path

import pytest

from server.public_files import find_public_file, is_page_of_the_app
from tests.unit.server.conftest import PRIVATE, PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_public_files_are_found(folder: Path, name: str) -> None:
    """Everything that the page consists of is found."""
    found = find_public_file(folder, f"/{name}", named={"/reports.py"})
    assert found == folder.resolve() / name


@pytest.mark.parametrize("name", PRIVATE)
def test_private_files_are_not_found(folder: Path, name: str) -> None:
    """Nothing else is, though it is there."""
    assert (folder / name).is_file()
    assert find_public_file(folder, f"/{name}") is None


@pytest.mark.parametrize("name", ["auth/backend/keys.py", "auth/testing/__init__.py", ".env"])
def test_naming_a_private_file_does_not_make_it_public(folder: Path, name: str) -> None:
    """The configuration cannot open the server's half of the package, or hidden files."""
    assert find_public_file(folder, f"/{name}", named={f"/{name}"}) is None


@pytest.mark.parametrize(
    "path",
    [
        "/static/../serve.py",
        "/static/../../outside.js",
        "/../outside.js",
        "//static/boot.js",
        "/static//boot.js",
        "/static/./boot.js",
        "/static\\boot.js",
        "/static/..\\boot.js",
        "/static/boot.js/",
        "/static/boot.js\x00",
        "/static/boot.js\n",
        "/static/boot.js::$DATA",
        "/C:/static/boot.js",
        "/static/BOOT.JS\u202e",
        "/static/",
        "/static",
        "/auth/",
        "/",
        "",
    ],
)
def test_odd_paths_lead_nowhere(folder: Path, path: str) -> None:
    """Traversal, other spellings and folders find no file."""
    assert find_public_file(folder, path) is None


def test_a_link_does_not_lead_out(folder: Path) -> None:
    """A link to a file outside the tree is not followed."""
    (folder / "static" / "link.js").symlink_to(folder.parent / "outside.js")
    assert find_public_file(folder, "/static/link.js") is None


@pytest.mark.parametrize("path", ["/", "/reports", "/reports/7", "/authors", "/apidocs"])
def test_paths_that_the_app_decides_on(path: str) -> None:
    """A path without an extension belongs to the app in the page."""
    assert is_page_of_the_app(path)


@pytest.mark.parametrize(
    "path",
    ["/missing.js", "/a/b.py", "/x.wasm", "/static/x", "/auth/x", "/api", "/api/x", "/.git/config"],
)
def test_paths_that_it_does_not(path: str) -> None:
    """A missing file, and whatever is under the known folders, is not the page."""
    assert not is_page_of_the_app(path)
