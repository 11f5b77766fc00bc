"""Finds the port to the owner of the session, in a worker or a frame."""

import js

from ..errors import TransportFailed
from .ffi import is_none, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SECONDS = 30
"""How long the page that started this worker may take to answer; it may still be loading."""


async def find_owner_port() -> "Any":
    """Return this program's end of a port to the owner.

    `static/worker.js` has it already. Programs of other hosts ask the page that has started their
    worker, where `static/owner.js` answers. The answer comes over a port of its own, so the host's
    listeners in the worker do not see it.

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
    channel = js.MessageChannel.new()
    arrival = js.Promise.withResolvers()
    channel.port1.onmessage = arrival.resolve
    js.postMessage(to_js({"cognitoOwner": True}), js.Array.of(channel.port2))
    timer = js.setTimeout(arrival.resolve, SECONDS * 1000)
    event = await arrival.promise
    js.clearTimeout(timer)
    channel.port1.close()
    if is_none(event) or event.ports.length != 1:
        raise TransportFailed("no page answered: is the page with the sign-in open?")
    return event.ports[0]
