"""The access log contains paths without their query strings."""

from starlette.responses import PlainTextResponse

from server.access_log import AccessLog
from tests.unit.server.conftest import Ask


def test_a_line_says_who_what_and_how_it_ended(ask: Ask) -> None:
    """A line has name, method, path and status."""
    lines: list[str] = []
    ask(AccessLog(PlainTextResponse("", 404), "page", lines.append), "/reports", "HEAD")
    assert lines == ["page HEAD /reports 404"]


def test_no_line_holds_a_query(ask: Ask) -> None:
    """Codes, states and tokens in an address never reach the log."""
    lines: list[str] = []
    log = AccessLog(PlainTextResponse(""), "page", lines.append)
    ask(log, "/?code=geheim&state=geheim")
    ask(log, "/callback?code=geheim")
    assert lines == ["page GET / 200", "page GET /callback 200"]


def test_a_request_writes_one_line(ask: Ask) -> None:
    """Line breaks in a path are written as what they were."""
    lines: list[str] = []
    ask(AccessLog(PlainTextResponse(""), "page", lines.append), "/a%0D%0Apage%20GET%20/b%20200")
    assert lines == ["page GET /a%0D%0Apage%20GET%20/b%20200 200"]
