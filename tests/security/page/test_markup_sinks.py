"""An attacker finds a place in the program where text becomes markup or code."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from server.page_head import with_head
from server.runtimes import ROOT
from tests.project.modules import IN_THE_BROWSER

SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|setHTML|parseFromString"
    r"|srcdoc|document\.write|execCommand|\beval\(|\bexec\(|Function\(|importScripts|run_js"
    r"|\bdisplay\(|\bHTML\(|javascript:|createObjectURL|\.cssText"
)
DOORS = re.compile(
    r"window\.open|window\.opener|\bserviceWorker|\blocalStorage\b(?=[.\[])|document\.cookie"
    r"|\bcaches\.|window\.name|\bdocument\.domain|[\"']message[\"']|\.src\s*=|\.href\s*="
)
# The first two keep archives of packages and images of memory there, and check each before it is
# used. The third reads a member of Cognito's answers, which has that name. The fourth answers
# workers of its own page, and the fifth is a worker, which only pages of its own origin can reach.
OPEN = {
    "static/packages.js": {"caches."},
    "static/pyodide.js": {"caches."},
    "auth/account/operations.py": {'"message"'},
    "static/owner.js": {'"message"'},
    "static/vault_worker.js": {'"message"'},
}
# It runs the app's own `landing.py`, as PyScript runs `main.py`.
RUNS = {"auth/page/launcher.py": {"exec("}}
PROGRAMS = [
    *(module.path for module in IN_THE_BROWSER),
    ROOT / "main.py",
    *sorted((ROOT / "static").glob("*.js")),
]


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_text_stays_text(path: Path) -> None:
    """Nothing that is shipped names a sink, nor a door to other windows or lasting storage."""
    text, name = path.read_text("utf-8"), path.relative_to(ROOT).as_posix()
    assert set(SINKS.findall(text)) == RUNS.get(name, set())
    assert set(DOORS.findall(text)) == OPEN.get(name, set())


class Tags(HTMLParser):
    """Every tag of a page, with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep one."""
        self.seen.append((tag, dict(attrs)))


def test_the_page_itself_holds_no_code() -> None:
    """No inline script, style or handler, no foreign address, no frame, no form."""
    tags = Tags()
    tags.feed(with_head((ROOT / "index.html").read_text("utf-8")))
    for tag, attributes in tags.seen:
        assert tag not in {"iframe", "object", "embed", "form", "style", "base", "template"}
        assert tag != "script" or attributes.get("src")
        loose = [name for name in attributes if re.match(r"on|py-|mpy-|style$|srcdoc$", name)]
        assert loose == []
        for name in ("src", "href"):
            assert (attributes.get(name) or "/").startswith(("/", "?", "#"))
            assert not (attributes.get(name) or "").startswith("//")
