"""Finds links and anchors in documents and HTML pages."""

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from tests.documents.blocks import without_blocks

_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_ELSEWHERE = re.compile(r"[a-z][a-z+.-]*:|//")


def links_in_markdown(text: str) -> list[str]:
    """Return the targets of a document's links and images, without those in code."""
    return _LINK.findall(_CODE.sub("", without_blocks(text)))


def anchors_in_markdown(text: str) -> set[str]:
    """Return the anchors of a document's headings, made as GitHub makes them."""
    seen: Counter[str] = Counter()
    anchors = set()
    for heading in _HEADING.findall(without_blocks(text)):
        words = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        anchor = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        anchors.add(f"{anchor}-{seen[anchor]}" if seen[anchor] else anchor)
        seen[anchor] += 1
    return anchors


class Html(HTMLParser):
    """Parses an HTML page into `links` and `anchors`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record an element's targets and its id."""
        del tag
        attributes = dict(attrs)
        self.links += [attributes[name] or "" for name in ("href", "src") if name in attributes]
        self.anchors |= {attributes["id"] or ""} if "id" in attributes else set()


def dead_links(file: Path) -> list[str]:
    """Return the relative links of a document or page whose target does not exist."""
    text = file.read_text("utf-8")
    links = Html(text).links if file.suffix == ".html" else links_in_markdown(text)
    return [link for link in links if not _ELSEWHERE.match(link) and not _is_alive(file, link)]


def _is_alive(file: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = file.parent / path if path else file
    if not target.exists():
        return False
    if not anchor:
        return True
    return anchor in _anchors(target.resolve())


@cache
def _anchors(target: Path) -> set[str]:
    text = target.read_text("utf-8")
    return Html(text).anchors if target.suffix == ".html" else anchors_in_markdown(text)
