"""An app gets the same of an API's responses from the doubles and from both interpreters."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest

from auth.testing.doubles import DirectTransport
from server.running import make_server
from server.sockets import close, listen
from tests.vectors import api, responses
from tests.vectors.interpreters import IN_NODE, run

ORIGIN = "http://api.example"
NOT_JSON = "GET URL: expected JSON, got status"
EXPECTED: list[object] = [
    ["list", [0, [1, {"a": None}, "é"]]],
    ["number", [0, 7]],
    ["null", [0, None]],
    ["repeated", [0, {"a": 2}]],
    ["deep", [api.DEPTH, 7]],
    ["marked", [1, True]],
    ["latin", [1, "\ufffd"]],
    ["html", ["ApiResponseMalformed", f"{NOT_JSON} 200 with 15 bytes, text/html; charset=utf-8"]],
    ["empty", ["ApiResponseMalformed", f"{NOT_JSON} 204 with an empty body, no Content-Type"]],
    ["3", "3", True],
    [None, "?", True],
    list(range(256)),
    [0xEF, 0xBB, 0xBF, 0x5B],
    '["\ufffd"]',
    ["ApiRequestFailed", True, "redirect"],
    ["ApiStatusError", 404, "GET URL: the API answered with status 404"],
    ["not whole", True],
    ["0;1;2;", "3"],
    ["0;1;2;", "whole"],
    ["", 204],
    ["ApiRequestFailed", ""],
    ["POST", "text/plain;charset=UTF-8", "613dc3a9"],
    ["POST", None, "ff00"],
    ["POST", "application/json", b"[null, 7]".hex()],
]
PROGRAM = """
import asyncio, json
from auth.browser.transport import FetchTransport
from tests.vectors import responses

async def main():
    try:
        print(json.dumps(await responses.{what}(FetchTransport(), "{origin}")))
    except Exception as error:
        print(json.dumps(repr(error)))

asyncio.create_task(main())
"""


@contextmanager
def _served() -> Iterator[str]:
    """Serve the API at a port of this machine, and return its origin."""
    sockets = listen(0, purpose="an API")
    server = make_server(api.application())
    thread = threading.Thread(target=server.run, args=(sockets[:1],), daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    close(sockets)


@cache
def seen(where: str, what: str = "outcomes") -> Any:
    """Return what came of the table."""
    if where in IN_NODE:
        with _served() as origin:
            return json.loads(run(where, PROGRAM.format(origin=origin, what=what)))
    transport = DirectTransport({ORIGIN: api.application()})
    return json.loads(json.dumps(asyncio.run(responses.outcomes(transport, ORIGIN))))


@pytest.mark.parametrize("where", ["doubles", *IN_NODE])
def test_a_response_is_the_same_everywhere(where: str) -> None:
    """JSON of any kind, headers, bytes, errors, streams and request bodies."""
    assert seen(where) == EXPECTED


@pytest.mark.parametrize("where", IN_NODE)
def test_the_browser_says_what_it_knows_of_a_failure(where: str) -> None:
    """A timeout, a caller's signal, a broken stream and an API that is not there."""
    found = seen(where, "failures")
    said = "no response arrived"
    assert found == [
        ["ApiRequestFailed", f"GET URL: {said} within 0.05 seconds"],
        ["ApiRequestFailed", f"GET URL: {said}: the caller aborted the request"],
        ["first", "ApiRequestFailed", "GET URL: the response broke off, or was aborted"],
        ["first", "ApiRequestFailed", "GET URL: the response broke off, or was aborted"],
        [
            "ApiRequestFailed",
            f"GET URL: {said}: the network is down, or the request was blocked (CORS, a policy)",
        ],
    ]


@pytest.mark.parametrize("where", IN_NODE)
def test_the_browsers_own_bodies_are_sent(where: str) -> None:
    """FormData with the browser's boundary, a Blob with its type; a plain object is refused."""
    form, blob, plain = seen(where, "bodies")
    assert form[0].startswith("multipart/form-data; boundary=")
    assert bytes.fromhex(form[1]).count(b'name="note"\r\n\r\nhello') == 1
    assert blob == ["image/png", "6869"]
    assert plain == "body: got an Object, expected a string, bytes, FormData or a Blob"
