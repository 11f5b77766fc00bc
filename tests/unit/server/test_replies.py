"""The content coding of a response."""

from pathlib import Path

import brotli
import pytest

from server.building.compression import Compressed
from server.configuration import read_configuration
from server.page import Page
from server.public_files import TYPES
from server.replies import COMPRESSIBLE, accepted_coding
from tests.unit.server.conftest import Ask

TEXT = "body { color: black }\n" * 100


@pytest.fixture
def page(folder: Path) -> Page:
    """Return a page with a style sheet that is worth compressing."""
    (folder / "static" / "style.css").write_text(TEXT)
    return Page(folder, read_configuration(folder / "pyscript.toml"))


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", None),
        ("gzip, deflate, br, zstd", "br"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.001", "br"),
        ("br;q=x, gzip;q=0.0", None),
        ("identity, *", None),
    ],
)
def test_the_best_coding_that_is_accepted_is_chosen(header: str, coding: str | None) -> None:
    """Brotli before gzip, and nothing that was refused."""
    assert accepted_coding(header) == coding


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_a_file_is_compressed(page: Page, ask: Ask, coding: str) -> None:
    """It arrives as it was, in fewer bytes, and caches keep the codings apart."""
    answer = ask(page, "/static/style.css", **{"Accept-Encoding": coding})
    assert answer.text == TEXT
    assert answer.headers["content-encoding"] == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) < len(TEXT) / 10
    plain = ask(page, "/static/style.css", **{"Accept-Encoding": "identity"})
    assert (plain.text, plain.headers["vary"]) == (TEXT, "Accept-Encoding")


def test_what_was_compressed_before_is_sent(page: Page, folder: Path, ask: Ask) -> None:
    """Files that were compressed with more effort are found by their content."""
    Compressed.below(folder).ensure([folder / "static" / "style.css"], "best")
    place = next((folder / "static/runtime/compressed/best").glob("*.br"))
    place.write_bytes(brotli.compress(b"what lay there"))
    assert ask(page, "/static/style.css", **{"Accept-Encoding": "br"}).text == "what lay there"


def test_small_answers_are_sent_as_they_are(page: Page, ask: Ask) -> None:
    """There is nothing to gain."""
    headers = ask(page, "/static/boot.js", **{"Accept-Encoding": "br"}).headers
    assert "content-encoding" not in headers


@pytest.mark.parametrize(
    "suffix", [".bin", ".css", ".html", ".js", ".py", ".toml", ".wasm", ".zip"]
)
def test_all_that_a_page_waits_for_is_compressed(suffix: str) -> None:
    """The image of MicroPython's memory is the largest that no hosts' defaults would think of."""
    assert COMPRESSIBLE.fullmatch(TYPES[suffix])
