"""The tags that `with_head` adds to a page."""

import re

import pytest

from server.page import ENTRY_TAGS
from server.page_head import HEAD, runs_in_worker, starts_worker, with_head


def page(tag: str) -> str:
    """Return a document with a program."""
    return f"<html>\n  <head>\n    {tag}\n  </head>\n</html>"


def test_a_page_with_the_launcher_gets_all_of_them() -> None:
    """Before the end of its head, and once."""
    html = with_head(page(ENTRY_TAGS["launcher"]))
    assert HEAD in html
    assert html.index(HEAD) < html.index("</head>")
    assert with_head(html) == html


@pytest.mark.parametrize("entry", ["py", "mpy"])
def test_a_page_without_the_launcher_loads_nothing_for_it(entry: str) -> None:
    """It starts PyScript itself."""
    html = with_head(page(ENTRY_TAGS[entry]))  # type: ignore[index]
    assert 'src="/static/boot.js"' in html
    assert '<py-config src="/pyscript.toml">' in html
    assert "launcher." not in html
    assert "ahead.js" not in html


@pytest.mark.parametrize("entry", ["py", "mpy"])
def test_a_page_without_the_launcher_asks_for_all_files_at_once(entry: str) -> None:
    """A browser would otherwise find them one after the other, a round trip each."""
    html = with_head(page(ENTRY_TAGS[entry].replace("/main.py", "/account.py")))  # type: ignore[index]
    preloaded = set(re.findall(r'<link rel="(?:modulepreload|preload)" href="([^"]*)"', html))
    assert {"/static/pyscript.js", "/pyscript.toml", "/account.py"} <= preloaded
    for_micropython = {
        "/static/runtime/micropython/micropython.mjs",
        "/static/runtime/micropython/micropython.wasm",
        "/auth.mpy.bin",
    }
    assert preloaded & for_micropython == (for_micropython if entry == "mpy" else set())


def test_a_document_without_a_program_stays_as_it_is() -> None:
    """Such as the one for pages that are not there."""
    html = page('<script src="/other.js"></script>')
    assert with_head(html) == html


@pytest.mark.parametrize(
    "tag",
    [
        *[ENTRY_TAGS[entry] for entry in ("worker", "mpy-worker")],
        '<script type="py" worker src="main.py"></script>',
        '<script worker="mpy" type="text/x-python" src="/main.py" id="app"></script>',
        '<script type="text/x-python" id="app" worker="elsewhere"></script>',
    ],
)
def test_a_page_with_a_worker_gets_the_launcher_and_what_starts_the_worker(tag: str) -> None:
    """In this order: `workers.js` changes what `boot.js` starts. No Pyodide starts in the page."""
    html = with_head(page(tag))
    assert runs_in_worker(html)
    assert starts_worker(html) is ("elsewhere" not in tag)
    assert html.index('src="/static/workers.js"') < html.index('src="/static/boot.js"')
    assert 'href="/auth.mpy.bin"' in html
    assert "ahead.js" not in html
    assert "py-config" not in html
    assert with_head(html) == html


@pytest.mark.parametrize(
    "tag",
    [
        *[ENTRY_TAGS[entry] for entry in ("launcher", "py", "mpy")],
        '<script src="/worker.js" worker></script>',
        '<script type="py" src="/worker.py" data-worker="x"></script>',
        "<script>const worker = 1;</script>",
    ],
)
def test_only_the_attribute_makes_a_worker(tag: str) -> None:
    """Pages without it load nothing for workers."""
    html = with_head(page(tag))
    assert not runs_in_worker(html)
    assert not starts_worker(html)
    assert "workers.js" not in html
    assert ("auth.mpy.bin" in html) is (tag == ENTRY_TAGS["mpy"])


@pytest.mark.parametrize("entry", ["launcher", "py", "mpy"])
def test_a_page_with_a_vault_starts_it_before_anything_else(entry: str) -> None:
    """`vault.js` changes what `boot.js` starts, and its worker needs the line for itself."""
    html = with_head(page(ENTRY_TAGS[entry]), has_vault=True)  # type: ignore[index]
    assert html.index('src="/static/vault.js"') < html.index('src="/static/boot.js"')
    assert re.findall(r"\w+\.mpy\.bin", html) == ["vault.mpy.bin"] * (entry == "launcher")
    assert ('as="fetch"' in html) is (entry == "launcher")
    assert with_head(html, has_vault=True) == html
    assert "vault.js" not in with_head(page(ENTRY_TAGS[entry]))  # type: ignore[index]


def test_a_document_without_a_program_starts_no_vault() -> None:
    """It has no session."""
    html = page('<script src="/other.js"></script>')
    assert with_head(html, has_vault=True) == html
