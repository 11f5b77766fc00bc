"""The doorman: decides on MicroPython, in a tenth of a second, who needs Pyodide.

Somebody with no session gets a landing page whose "Sign in" works at once, and is not made to
download CPython on the way to a login page. Only for a signed-in person is `main.py` started.
`static/boot.js` runs `main` and provides the module `boot`.
"""

from ..browser import runtime
from ..session.states import Session
from .page import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..ports import Transport
    from ..protocol.http import Request, Response


class AnnouncedTransport:
    """The Transport port; `announce` is called when the launcher begins to wait for an answer.

    What it gives is called when the wait is over.
    """

    def __init__(
        self, transport: "Transport", announce: "Callable[[], Callable[[], None]]"
    ) -> None:
        self._transport = transport
        self._announce = announce

    async def send(self, request: "Request") -> "Response":
        """Send, as the transport does that this one stands before."""
        has_come = self._announce()
        try:
            return await self._transport.send(request)
        finally:
            has_come()


async def main() -> None:
    """Open the door: restore, finish or offer a sign-in; step aside once somebody is signed in."""
    import boot  # noqa: PLC0415 - only in a page, and this module is loaded before there is one

    ports = runtime(boot.locksQuery)
    ports.transport = AnnouncedTransport(ports.transport, boot.expectApp)
    page = Page(ports)

    @page.on_session
    def step_aside(session: Session) -> None:
        if session.user is not None:
            page.hand_over()
            boot.startApp()
            page.write("name", session.user.name)  # while the app starts, which has more to say

    await page.start()
