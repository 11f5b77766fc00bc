"""An app whose client a test controls: `window.ask` calls its methods by name."""

import asyncio
import json
import sys

import js

from auth import Session
from auth.browser.ffi import create_proxy
from auth.errors import AuthError
from auth.page import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from auth.session.events import EventName

page = Page()
history: "list[dict[str, object]]" = []
tasks: "list[Any]" = []


@page.on_session
def show(session: Session) -> None:
    """Show who is signed in."""
    if session.user is not None:
        page.write("name", session.user.name)
        page.write("email", session.user.string("email"))


def plain(value: "Any") -> "Any":
    """Convert a result to JSON values."""
    if isinstance(value, Session):
        return {
            "state": value.state,
            "event": value.event,
            "reason": value.reason,
            "name": value.user.name if value.user else "",
            "error": type(value.error).__name__ if value.error else "",
            "app_state": value.app_state,
            "acr": value.user.acr if value.user else "",
        }
    if hasattr(value, "status"):
        return {"status": value.status, "text": value.text()}
    return value.__dict__ if hasattr(value, "revoked") else value


def call_back(event: "EventName") -> None:
    """Add a listener that calls the client during an event."""

    def listener(_: Session) -> None:
        stop()
        page.client.record_activity()
        tasks.append(asyncio.create_task(page.client.refresh()))

    stop = page.client.on(event, listener)


def fail(event: "EventName") -> None:
    """Add listeners that raise, one of them at `event`."""

    def listener(_: Session) -> None:
        raise ValueError("a fault of the app's own")

    page.client.on(event, listener)
    page.client.on("changed", listener)


aws: "list[Any]" = []


async def aws_fetch(**arguments: "Any") -> "Any":
    """Make a signed call."""
    if not aws:
        from auth.calls.aws import AwsClient  # noqa: PLC0415 - as an app does that needs it now and then

        aws.append(AwsClient(page.client))
    return await aws[0].fetch(**arguments)


def imported(name: str) -> bool:
    """Check whether a module has been imported."""
    return name in sys.modules


extras: "dict[str, Any]" = {
    "aws_fetch": aws_fetch,
    "call_back": call_back,
    "fail": fail,
    "imported": imported,
}


async def outcome(name: str, arguments: "dict[str, object]") -> "dict[str, object]":
    """Call the client's method `name` and return its outcome."""
    try:
        if name == "history":
            return {"value": history}
        if name == "session":
            return {"value": plain(page.client.session)}
        call = extras[name] if name in extras else getattr(page.client, name)
        given = call(**arguments)
        return {"value": plain(await given if hasattr(given, "send") else given)}
    except AuthError as error:
        shown = {key: value for key, value in error.__dict__.items() if key != "args"}
        return {"error": type(error).__name__, "shown": shown}


def ask(name: str, arguments: str, resolve: "Any", signal: "Any" = None) -> None:
    """Start a call for JavaScript, whose `resolve` is called with the outcome."""
    given = json.loads(arguments)
    if signal is not None:
        given["signal"] = signal

    async def call() -> None:
        resolve(json.dumps(await outcome(name, given)))

    tasks.append(asyncio.create_task(call()))


js.window.ask = create_proxy(ask)
await page.begin()  # type: ignore[top-level-await]  # noqa: F704, PLE1142 - a page's program
history.append(plain(page.client.session))
page.client.on("changed", lambda session: history.append(plain(session)))
page.ready()
