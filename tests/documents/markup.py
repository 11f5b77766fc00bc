"""Checks HTML in the documents: elements are closed, and the page's policy allows everything."""

from html.parser import HTMLParser

from server.public_files import find_public_file
from tests.project.modules import ROOT

VOID = frozenset({"base", "br", "hr", "img", "input", "link", "meta", "source", "wbr"})
DATA_BLOCKS = frozenset({"importmap", "json", "mpy", "py", "text/x-python"})
"""Types of script that browsers do not run."""


class Faults(HTMLParser):
    """Collects the errors of a piece of HTML in `found`."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.found += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Check an element's attributes."""
        attributes = dict(attrs)
        self.found += [
            f"the policy refuses {name} in <{tag}>"
            for name in attributes
            if name == "style" or name.startswith("on")
        ]
        if tag == "style" or (tag == "script" and not _is_allowed(attributes)):
            self.found.append(f"the policy refuses <{tag}> with its content in the page")
        for name in ("src", "href"):
            self._look_up(attributes.get(name) or "")
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Check that elements are closed in the right order."""
        if not self._open or self._open.pop() != tag:
            self.found.append(f"</{tag}> closes nothing")

    def _look_up(self, address: str) -> None:
        ours = address.startswith(("/auth/", "/static/"))
        if ours and not address.startswith("/static/runtime/"):
            file = find_public_file(ROOT, address)
            self.found += [f"{address} does not exist"] if file is None else []


def _is_allowed(attributes: dict[str, str | None]) -> bool:
    return "src" in attributes or attributes.get("type") in DATA_BLOCKS
