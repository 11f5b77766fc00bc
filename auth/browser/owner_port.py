"""Finds the port to the owner of the session, in a worker or a frame."""

import js

from ..errors import TransportFailed
from .ffi import create_proxy, is_none, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

CHANNEL = "cognito.owner"
"""The BroadcastChannel on which a program asks the pages for a port; see `static/owner.js`."""

ATTEMPTS = 30
"""How often it asks, a second apart: the page may still be loading."""


async def find_owner_port() -> "Any":
    """Return this program's end of a port to the owner.

    `static/worker.js` has it already. Other programs ask for it, and get it in a message to their
    worker. A listener that their host has added before sees that message, too.

    Raises:
        TransportFailed: No page answers.
    """
    port = getattr(js, "cognitoOwnerPort", None)
    if is_none(port):
        return await _requested()
    js.Reflect.deleteProperty(js.globalThis, "cognitoOwnerPort")
    return port


async def _requested() -> "Any":
    """Ask the pages of this origin for a port, and wait for it."""
    name = str(js.crypto.randomUUID())
    found: list[Any] = []
    arrival = js.Promise.withResolvers()

    def received(event: "Any") -> None:
        if getattr(event.data, "cognitoOwner", None) == name and event.ports.length == 1:
            event.stopImmediatePropagation()
            found.append(event.ports[0])
            arrival.resolve(None)

    proxy = create_proxy(received)
    js.addEventListener("message", proxy, True)
    channel = js.BroadcastChannel.new(CHANNEL)
    for _ in range(ATTEMPTS):
        channel.postMessage(name)
        late = js.Promise.withResolvers()
        js.setTimeout(late.resolve, 1000)
        await js.Promise.race(to_js([arrival.promise, late.promise]))
        if found:
            break
    js.removeEventListener("message", proxy, True)
    channel.close()
    if not found:
        raise TransportFailed("no page answered: is the page with the sign-in open?")
    return found[0]
