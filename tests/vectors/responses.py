"""What an app gets of an API's responses: one table, for doubles and for both interpreters.

`outcomes` runs it with any transport; `api.py` beside it is the API.
"""

from auth.calls.call import Call
from auth.calls.response import ApiTransport
from auth.errors import AuthError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from auth.calls.response import ApiResponse
    from auth.ports import Transport

_CALL: "dict[str, object]" = {
    "method": "GET",
    "headers": {},
    "body": None,
    "json_value": None,
    "timeout": 5.0,
    "stream": False,
    "signal": None,
}


async def fetch(transport: "Transport", url: str, **arguments: object) -> "ApiResponse":
    """Call the API."""
    given: dict[str, Any] = dict(_CALL)
    given.update(arguments)
    return await ApiTransport(transport).send(Call(**given).request(url))


async def outcomes(transport: "Transport", origin: str) -> "list[object]":
    """Return what comes of each case, as JSON."""
    found: list[object] = []
    for path in ("list", "number", "null", "repeated", "deep", "marked", "latin", "html", "empty"):
        url = f"{origin}/{path}?token=secret"
        found.append([path, await _json(transport, url)])
    response = await fetch(transport, origin + "/list")
    headers = response.headers
    found.append([headers["X-TOTAL"], headers.get("x-total"), "X-Total" in headers])
    found.append(
        [headers.get("x-none"), headers.get("x-none", "?"), "x-total" in dict(headers.items())]
    )
    found.append(list((await fetch(transport, origin + "/binary")).bytes()))
    found.append(list((await fetch(transport, origin + "/marked")).bytes())[:4])
    found.append((await fetch(transport, origin + "/latin")).text())
    for path in ("/moved", "/missing"):
        found.append(await _error(transport, origin + path))  # noqa: PERF401 - MicroPython
    found += await _streams(transport, origin)
    for arguments in (
        {"body": "a=\u00e9"},
        {"body": b"\xff\x00"},
        {"json_value": [None, 7]},
    ):
        echo = await fetch(transport, origin + "/echo", method="post", **arguments)
        found.append(echo.json())
    return found


async def _streams(transport: "Transport", origin: str) -> "list[object]":
    response = await fetch(transport, origin + "/chunks", stream=True)
    try:
        response.text()
        found = [["read whole", response.ok]]
    except RuntimeError:
        found = [["not whole", response.ok]]
    found.append([(await _read(response)).decode(), response.headers["x-total"]])
    found.append([(await _read(await fetch(transport, origin + "/chunks"))).decode(), "whole"])
    empty = await fetch(transport, origin + "/empty", stream=True)
    found.append([(await _read(empty)).decode(), empty.status])
    response = await fetch(transport, origin + "/chunks", stream=True)
    response.cancel()
    try:
        await _read(response)
    except AuthError as error:
        found.append([type(error).__name__, ""])
    return list(found)


async def _read(response: "ApiResponse") -> bytes:
    whole = b""
    async for chunk in response:
        whole += chunk
    return whole


async def _json(transport: "Transport", url: str) -> object:
    response = await fetch(transport, url)
    try:
        value = response.json()
    except AuthError as error:
        return [type(error).__name__, str(error).replace(url.partition("?")[0], "URL")]
    depth = 0
    while isinstance(value, list) and len(value) == 1:
        value, depth = value[0], depth + 1
    return [depth, value]


async def _error(transport: "Transport", url: str) -> object:
    try:
        (await fetch(transport, url)).raise_for_status()
    except AuthError as error:
        said = str(error).replace(url, "URL")
        if getattr(error, "is_redirect", False):
            said = "redirect" if "a redirect" in said else said
        return [
            type(error).__name__,
            getattr(error, "is_redirect", error.__dict__.get("status")),
            said,
        ]
    return "no error"


async def failures(transport: "Transport", origin: str) -> "list[object]":
    """Return what is said of requests that bring no response, or half of one (in a page)."""
    import js  # noqa: PLC0415 - not for the doubles

    aborted = js.AbortController.new()
    aborted.abort()
    found = [
        await _failure(transport, origin + "/slow", timeout=0.05),
        await _failure(transport, origin + "/list", signal=aborted.signal),
        await _failure(transport, origin + "/broken", stream=True),
    ]
    controller = js.AbortController.new()
    js.setTimeout(controller.abort.bind(controller), 300)
    url = origin + "/endless"  # whose timeout ends before the signal, but after its beginning
    found.append(
        await _failure(transport, url, stream=True, timeout=0.25, signal=controller.signal)
    )
    found.append(await _failure(transport, "http://127.0.0.1:9/"))
    return list(found)


async def _failure(transport: "Transport", url: str, **arguments: object) -> "list[str]":
    first = []
    try:
        async for chunk in await fetch(transport, url, **arguments):
            first.append(chunk.decode())  # noqa: PERF401 - MicroPython has no async comprehension
    except AuthError as error:
        found = [type(error).__name__, str(error).replace(url, "URL")]
        return first + found
    return first


async def bodies(transport: "Transport", origin: str) -> "list[object]":
    """Return what an API gets of the browser's own kinds of body (in a page)."""
    import js  # noqa: PLC0415 - not for the doubles

    form = js.FormData.new()
    form.append("note", "hello")
    blob = js.Blob.new(js.JSON.parse('["hi"]'), js.JSON.parse('{"type": "image/png"}'))
    found: list[object] = []
    for body in (form, blob):
        response = await fetch(transport, origin + "/echo", method="POST", body=body)
        found.append(response.json()[1:])
    try:
        await fetch(transport, origin + "/echo", method="POST", body=js.JSON.parse("{}"))
    except AuthError as error:
        found.append(str(error).partition(" (")[0])
    return found
