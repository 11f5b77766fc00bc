"""An app whose tests call an API by `urllib.request` and by `requests`."""

import json
import urllib.error
import urllib.request

import js

from auth.browser.ffi import create_proxy
from auth.calls.libraries import install_requests, install_urllib
from auth.errors import AuthError
from auth.page import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

page = Page()


def by_urllib(url: str, **given: "Any") -> "dict[str, Any]":
    """Call by `urlopen`; `form` is sent as a form."""
    data = given["form"].encode() if "form" in given else None
    headers = given.get("headers", {})
    request = urllib.request.Request(url, data=data, headers=headers)  # noqa: S310 - a test's
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310
            return {"status": response.status, "text": response.read().decode()}
    except urllib.error.HTTPError as error:
        return {"error": "HTTPError", "status": error.code, "text": error.read().decode()}
    except urllib.error.URLError:
        return {"error": "URLError"}


def by_requests(url: str, **given: "Any") -> "dict[str, Any]":
    """Call by `requests`, whose import fetches it."""
    import requests  # noqa: PLC0415 - this import is under test

    install_requests(page.client)
    method = "POST" if "form" in given else "GET"
    try:
        response = requests.request(
            method,
            url,
            data={"form": given["form"]} if "form" in given else None,
            headers=given.get("headers", {}),
            timeout=5,
        )
    except requests.exceptions.ConnectionError:
        return {"error": "ConnectionError"}
    return {"status": response.status_code, "text": response.text, "reason": response.reason}


def ask(library: str, arguments: str) -> str:
    """Call by a library and return the outcome as JSON, synchronously."""
    call = by_requests if library == "requests" else by_urllib
    try:
        outcome = call(**json.loads(arguments))
    except AuthError as error:
        outcome = {"error": type(error).__name__}
    return json.dumps(outcome)


await page.begin()  # type: ignore[top-level-await]  # noqa: F704, PLE1142 - a page's program
install_urllib(page.client)
js.window.askBy = create_proxy(ask)
page.ready()
