"""Uploads: which file goes up with which headers, and when."""

import subprocess
from pathlib import Path

import pytest
from starlette.requests import Request

from server.building.compression import Compressed
from server.on_aws import upload
from server.on_aws.upload import Upload, uploads
from server.replies import fresh, lasting, unstored

HASH = "0123456789abcdef"
FILES = {
    "index.html": "<!doctype html>",
    "index.html.br": "br",
    "static/icon.svg": "<svg/>",
    "pyscript.toml": "",
    f"app-{HASH}/static/boot.js": "void 0",
    f"app-{HASH}/static/boot.js.br": "br",
    f"app-{HASH}/static/boot.js.gz": "gz",
    f"app-{HASH}/main.py": "",
    f"app-{HASH}/auth.mpy.zip": "zip",
    f"runtime-{HASH}/pyodide/pyodide.asm.wasm": "wasm",
    f"runtime-{HASH}/pyodide/pyodide.mjs": "export {}",
    "_headers": "for other hosts",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Give a built page, small."""
    for name, text in FILES.items():
        file = tmp_path / "site" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return tmp_path / "site"


def found(site: Path, key: str) -> Upload:
    """Give the one group that a key is in."""
    (group,) = [one for one in uploads(site) if key in one.files]
    return group


def test_every_file_goes_up_once(site: Path) -> None:
    """Under its own name, and never the compressed one's."""
    keys = [key for one in uploads(site) for key in one.files]
    assert sorted(keys) == sorted(
        name for name in FILES if name != "_headers" and not name.endswith((".br", ".gz"))
    )


@pytest.mark.parametrize(
    ("key", "content_type", "coding"),
    [
        ("index.html", "text/html; charset=utf-8", "br"),
        (f"app-{HASH}/static/boot.js", "text/javascript; charset=utf-8", "br"),
        (f"app-{HASH}/main.py", "text/x-python; charset=utf-8", ""),
        ("pyscript.toml", "application/toml; charset=utf-8", ""),
        (f"runtime-{HASH}/pyodide/pyodide.asm.wasm", "application/wasm", ""),
        (f"runtime-{HASH}/pyodide/pyodide.mjs", "text/javascript; charset=utf-8", ""),
    ],
)
def test_objects_have_the_types_that_the_server_gives(
    site: Path, key: str, content_type: str, coding: str
) -> None:
    """What was compressed goes up so, and is called by its coding."""
    group = found(site, key)
    assert (group.content_type, group.content_encoding) == (content_type, coding)
    assert group.files[key].name == Path(key).name + (".br" if coding else "")


def test_objects_are_kept_as_long_as_the_server_says(site: Path) -> None:
    """The three words for it are those of `server/replies.py`."""
    request = Request({"type": "http", "method": "GET", "headers": []})
    nothing = Compressed.below(site)
    for key, answer in {
        "index.html": unstored(b"", request),
        "static/icon.svg": fresh(b"", "image/svg+xml", request, nothing),
        f"app-{HASH}/main.py": lasting(b"", "text/x-python", request, nothing),
        f"runtime-{HASH}/pyodide/pyodide.mjs": lasting(b"", "text/javascript", request, nothing),
    }.items():
        assert found(site, key).cache_control == answer.headers["cache-control"]


def test_documents_go_up_last(site: Path) -> None:
    """No page is there before what it loads."""
    kept = [one.cache_control for one in uploads(site)]
    assert kept[-1] == "no-store"
    assert kept.index("no-cache") > max(
        at for at, words in enumerate(kept) if words.endswith("immutable")
    )


def test_each_group_is_one_command(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in the folder of a command is what was built, under the objects' names."""
    sent: dict[str, str] = {}
    commands: list[list[str]] = []

    def run(command: list[str], *, check: bool) -> None:
        assert check
        commands.append(command)
        folder = Path(command[-2])
        sent.update(
            {
                path.relative_to(folder).as_posix(): path.read_text()
                for path in folder.rglob("*")
                if path.is_file()
            }
        )

    monkeypatch.setattr(subprocess, "run", run)
    upload.main(site, "my-bucket")
    assert sent["index.html"] == "br"
    assert sent[f"app-{HASH}/main.py"] == ""
    assert {command[-1] for command in commands} == {"s3://my-bucket/"}
    assert commands[0][:4] == ["aws", "s3", "sync", "--size-only"]
    assert commands[-1][:4] == ["aws", "s3", "cp", "--recursive"]
    assert commands[-1][5:-2] == [
        "--cache-control",
        "no-store",
        "--content-type",
        "text/html; charset=utf-8",
        "--content-encoding",
        "br",
    ]
