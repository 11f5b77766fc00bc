"""Folders with other programs' pages: who serves them, and with which policy."""

from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse

from server.frames import Frame, WithFrames, frames_of
from server.headers import frame_headers
from server.runtimes import ROOT
from tests.unit.server.conftest import Ask

FRAME = """<iframe src="/lite/index.html?kernel=python" data-script-src="'unsafe-inline'">"""
PAGE = PlainTextResponse("the page")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return the folder of a page with a frame, and files around it."""
    files = {
        "index.html": FRAME,
        "lite/index.html": "<title>Lite</title>",
        "lite/app.mjs": "export {}",
        "lite/@scope/x.data": "data",
        "lite/.hidden/x.js": "",
        "other/index.html": "",
        "secret.txt": "",
    }
    for name, content in files.items():
        file = tmp_path / "page" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    (tmp_path / "page" / "lite" / "link.txt").symlink_to(tmp_path / "page" / "secret.txt")
    return tmp_path / "page"


@pytest.mark.parametrize(
    ("html", "frames"),
    [
        (FRAME, [Frame("lite", "'unsafe-inline'")]),
        ('<iframe data-worker-src="blob:" src="/a/b/c">', [Frame("a", "", "blob:")]),
        ('<!-- <iframe src="/lite/"> --><p data-x="<iframe src=/lite/>">', []),
        ('<iframe src="https://other.example/lite/"><iframe src="//other.example/lite/">', []),
        ('<iframe src="/"><iframe src="/lite"><iframe><iframe srcdoc="x">', []),
        ('<iframe src="/static/x.html"><iframe src="/api/x"><iframe src="/auth/x">', []),
    ],
)
def test_a_frame_of_the_pages_origin_names_a_folder(html: str, frames: list[Frame]) -> None:
    """Neither another origin's, nor one of the project's own folders."""
    assert frames_of(html) == frames


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/lite/index.html", "text/html; charset=utf-8"),
        ("/lite/", "text/html; charset=utf-8"),
        ("/lite/app.mjs", "text/javascript; charset=utf-8"),
        ("/lite/@scope/x.data", "application/octet-stream"),
    ],
)
def test_its_files_have_its_policy(place: Path, ask: Ask, path: str, content_type: str) -> None:
    """And browsers ask for them each time."""
    answer = ask(WithFrames(PAGE, place), path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert answer.headers["cache-control"] == "no-cache"
    policy = answer.headers["content-security-policy"].split("; ")
    assert "script-src 'self' 'wasm-unsafe-eval' 'unsafe-inline'" in policy
    assert "frame-ancestors 'self'" in policy
    again = ask(WithFrames(PAGE, place), path, **{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/lite/missing.js", "/lite/.hidden/x.js", "/lite/../secret.txt", "/lite/link.txt"]
)
def test_nothing_else_is_served_from_it(place: Path, ask: Ask, path: str) -> None:
    """Nothing hidden, and nothing outside of the folder."""
    answer = ask(WithFrames(PAGE, place), path)
    assert answer.text in ("Not found", "the page")


@pytest.mark.parametrize("path", ["/", "/lite", "/other/index.html", "/index.html"])
def test_everything_else_is_the_pages(place: Path, ask: Ask, path: str) -> None:
    """Also a folder without a frame."""
    assert ask(WithFrames(PAGE, place), path).text == "the page"


def test_a_frame_that_is_removed_is_served_no_more(place: Path, ask: Ask) -> None:
    """The document is read again for each request."""
    app = WithFrames(PAGE, place)
    (place / "index.html").write_text("")
    assert ask(app, "/lite/index.html").text == "the page"
    (place / "index.html").unlink()
    assert ask(app, "/lite/index.html").text == "the page"


def test_a_frame_may_only_be_loosened_by_name() -> None:
    """Without attributes it has neither inline code nor evaluation nor other origins."""
    policy = frame_headers()["Content-Security-Policy"]
    for loose in ("script-src 'self' 'wasm-unsafe-eval';", "worker-src 'self';"):
        assert loose in policy
    assert frame_headers()["X-Frame-Options"] == "SAMEORIGIN"
    loosened = frame_headers("'unsafe-eval'", "blob:")["Content-Security-Policy"]
    assert "script-src 'self' 'wasm-unsafe-eval' 'unsafe-eval';" in loosened
    assert "worker-src 'self' blob:;" in loosened


def test_the_guide_has_these_headers_for_nginx() -> None:
    """Line by line, with what JupyterLite needs."""
    text = (ROOT / "docs" / "everywhere.md").read_text("utf-8")
    headers = frame_headers("'unsafe-inline' 'unsafe-eval'")
    for name, value in headers.items():
        assert f'    add_header {name} "{value}" always;\n' in text
    assert text.count("    add_header ") == len(headers)
