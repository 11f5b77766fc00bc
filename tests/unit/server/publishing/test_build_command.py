"""`serve.py build`, from its arguments to the folder."""

from pathlib import Path

import pytest

from server import command
from server.page import ENTRY_TAGS
from server.publishing import command as publishing
from tests.unit.server.publishing.conftest import PRODUCTION


@pytest.fixture
def project(page: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the command build the small page, whose interpreters exist."""
    monkeypatch.setattr(publishing, "ROOT", page)
    monkeypatch.setattr(publishing, "prepare_to_publish", lambda _root, _configuration: None)
    monkeypatch.chdir(page.parent)
    (page.parent / "production.toml").write_text(PRODUCTION)
    return page


def run(*words: str) -> object:
    """Run `serve.py build` and return what the program ends with."""
    with pytest.raises(SystemExit) as stop:
        command.main(["build", *words])
    return stop.value.code


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_two_builds_are_the_same_byte_for_byte(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Another place, another time, and a page whose files were touched: the same folder."""
    assert run("--out", "one", "--config", "production.toml") == 0
    for file in project.rglob("*"):
        file.touch()
    assert run("--out", "two", "--config", "production.toml") == 0
    one, two = contents(project.parent / "one"), contents(project.parent / "two")
    assert one == two
    assert {"manifest.json", "site/index.html", "hosts/nginx-site.conf"} <= one.keys()
    assert "https://app.example.com/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("source", "tag", "told"),
    [
        ("import json\nawait x()\n", ENTRY_TAGS["launcher"], True),
        ("import json\n", ENTRY_TAGS["py"], True),
        ("import json\n", ENTRY_TAGS["mpy"], False),
        ("import sqlite3\n", ENTRY_TAGS["launcher"], False),
    ],
)
def test_a_build_says_if_the_app_does_not_need_pyodide(
    project: Path, capsys: pytest.CaptureFixture[str], *, source: str, tag: str, told: bool
) -> None:
    """Unless its page runs it on MicroPython already."""
    (project / "main.py").write_text(source)
    page = (project / "index.html").read_text()
    (project / "index.html").write_text(page.replace(ENTRY_TAGS["launcher"], tag))
    assert run("--config", "production.toml") == 0
    assert ("would also run on MicroPython" in capsys.readouterr().out) is told


def test_another_page_can_be_built(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its files replace the usual ones, in `build/` unless another folder is named."""
    own = project.parent / "own"
    (own / "static").mkdir(parents=True)
    (own / "main.py").write_text("# own")
    (own / "index.html").write_text((project / "index.html").read_text().replace("first", "own"))
    (own / "static" / "photo.png").write_bytes(b"png")
    assert run("--page", "own", "--config", "production.toml") == 0
    built = contents(project.parent / "build" / "site")
    assert b">own</a>" in built["index.html"]
    assert [of for name, of in built.items() if name.endswith("/main.py")] == [b"# own"]
    assert built["static/photo.png"] == b"png"
    assert "static/style.css" in built
    assert "build/site" in capsys.readouterr().out


@pytest.mark.parametrize("out", ["own", "own/static", "."])
def test_a_build_does_not_replace_its_own_page(project: Path, out: str) -> None:
    """What is built from would be lost."""
    own = project.parent / "own"
    own.mkdir()
    (own / "main.py").write_text("# own")
    code = run("--page", "own", "--config", "production.toml", "--out", out)
    assert "part of the project" in str(code)
    assert (own / "main.py").exists()


def test_a_build_takes_the_place_of_the_one_before(project: Path) -> None:
    """What the page no longer has is gone, unless the build before is to go on."""
    words = ("--out", "dist", "--config", "production.toml")
    run(*words)
    before = contents(project.parent / "dist")
    (project / "main.py").write_text("print('good evening')")
    run(*words, "--previous", "dist")
    both = contents(project.parent / "dist")
    [old] = [name for name in before if name.endswith("/main.py")]
    assert both[old] == before[old]
    assert sum(name.endswith("/main.py") for name in both) == 2
    run(*words, "--previous", "dist")
    assert sum(name.endswith("/main.py") for name in contents(project.parent / "dist")) == 1


def test_the_previous_build_has_to_be_one(project: Path) -> None:
    """And as it was built: its files are given out as such."""
    words = ("--out", "new", "--config", "production.toml", "--previous", "dist")
    assert "was not written by serve.py build" in str(run(*words))
    run("--out", "dist", "--config", "production.toml")
    manifest = project.parent / "dist" / "manifest.json"
    sound = manifest.read_text()
    for changed in (("'sha256-", "* 'sha256-"), ('"/app-', '"/../app-')):
        manifest.write_text(sound.replace(*changed))
        assert "was not written by serve.py build" in str(run(*words))
    manifest.write_text(sound)
    page = project.parent / "dist" / "site" / "index.html"
    page.write_text("")
    assert "has changed since it was built: site/index.html" in str(run(*words))
    page.unlink()
    assert "has changed since it was built: site/index.html" in str(run(*words))


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("--out", "dist"), "--allow-loopback"),
        (("--out", "dist", "--config", "missing.toml"), "missing.toml cannot be read"),
        (("--out", "dist", "--config", "production.toml", "--base", "/x/"), "not below /x/"),
        (("--out", ".", "--config", "production.toml"), "part of the project"),
    ],
)
def test_what_cannot_be_built_is_said_in_one_line(
    project: Path, words: tuple[str, ...], complaint: str
) -> None:
    """Nothing is written."""
    sentence = run(*words)
    assert isinstance(sentence, str)
    assert sentence.startswith("serve.py: ")
    assert complaint in sentence
    assert "\n" not in sentence
    assert not (project.parent / "dist").exists()


def test_a_build_for_this_machine_is_made_on_request(project: Path) -> None:
    """To look at what would be deployed; nothing then asks for https."""
    assert run("--out", "dist", "--allow-loopback", "--access-log", "here.log") == 0
    settings = (project.parent / "dist" / "hosts" / "nginx-site.conf").read_text()
    assert "Strict-Transport-Security" not in settings
    assert 'access_log "here.log" without_query;' in settings


def test_a_program_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Behind an option it would be taken for a command of the stand-in."""
    with pytest.raises(SystemExit) as stop:
        command.main(["--port", "9000", "build"])
    assert "`serve.py build` must come before its options" in str(stop.value.code)
    assert capsys.readouterr().out == ""
