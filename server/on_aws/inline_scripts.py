"""What a built page's policy must let run: `python -m server.on_aws.inline_scripts FILE`."""

import sys
from html.parser import HTMLParser
from pathlib import Path

from server.addresses import source_expression


def source_expressions(html: str) -> str:
    """Give the source expressions of a page's inline scripts, with spaces (CSP Level 3, 2.3.1)."""
    finder = _Finder()
    finder.feed(html)
    return " ".join(map(source_expression, finder.scripts))


class _Finder(HTMLParser):
    """Collects the text of every script that has no address."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script" and "src" not in dict(attrs):
            self._is_inside = True
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.scripts[-1] += data


if __name__ == "__main__":
    print(source_expressions(Path(sys.argv[1]).read_text(encoding="utf-8")))
