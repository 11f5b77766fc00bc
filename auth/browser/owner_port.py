"""Finds the port to the owner of the session, in a worker or a frame."""

import js

from ..errors import TransportFailed
from .ffi import create_proxy, is_none, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SECONDS = 30
"""How long the page that started this worker may take to answer; it may still be loading."""


async def find_owner_port() -> "Any":
    """Return this program's end of a port to the owner.

    `static/worker.js` has it already. Programs of other hosts ask the page that has started their
    worker, where `static/owner.js` answers. The host's `onmessage` does not see the answer; a
    listener that it has added before does.

    Raises:
        TransportFailed: No page answers.
    """
    port = getattr(js, "cognitoOwnerPort", None)
    if is_none(port):
        return await _requested()
    js.Reflect.deleteProperty(js.globalThis, "cognitoOwnerPort")
    return port


async def _requested() -> "Any":
    """Ask the page that started this worker for a port, and wait for it."""
    name = str(js.crypto.randomUUID())
    found: list[Any] = []
    arrival = js.Promise.withResolvers()
    host = getattr(js, "onmessage", None)

    def received(event: "Any") -> bool:
        if getattr(event.data, "cognitoOwner", None) != name or event.ports.length != 1:
            return False
        event.stopImmediatePropagation()
        found.append(event.ports[0])
        arrival.resolve(None)
        return True

    def in_place_of_the_hosts(event: "Any") -> None:
        if not received(event):
            js.Reflect.apply(host, js.globalThis, js.Array.of(event))

    proxy = create_proxy(received)
    js.addEventListener("message", proxy, True)
    if not is_none(host):
        _set_onmessage(create_proxy(in_place_of_the_hosts))
    js.postMessage(to_js({"cognitoOwner": name}))
    timer = js.setTimeout(arrival.resolve, SECONDS * 1000)
    await arrival.promise
    js.clearTimeout(timer)
    js.removeEventListener("message", proxy, True)
    if not is_none(host):
        _set_onmessage(host)
    if not found:
        raise TransportFailed("no page answered: is the page with the sign-in open?")
    return found[0]


def _set_onmessage(handler: "Any") -> None:
    """Set the worker's own handler, which comes before listeners that were added after it."""
    js.Reflect.set(js.globalThis, "onmessage", handler)
