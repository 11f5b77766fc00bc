"""Launcher: runs on MicroPython and starts Pyodide only for signed-in people.

Other people get a landing page whose controls work at once, and download no CPython on the way to
Cognito. `static/boot.js` calls `main` and provides the module `boot`.
"""

from ..browser import runtime
from ..faults import report
from ..session.states import Session
from .page import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..ports import Transport
    from ..protocol.http import Request, Response


class ObservedTransport:
    """A Transport that reports when a request is sent and when its response arrives.

    Args:
        transport: Sends the requests.
        on_send: Called before each request. It returns a function, which is called afterwards.
    """

    def __init__(self, transport: "Transport", on_send: "Callable[[], Callable[[], None]]") -> None:
        self._transport = transport
        self._on_send = on_send

    async def send(self, request: "Request") -> "Response":
        """Send a request, see `auth.ports.Transport`."""
        on_response = self._on_send()
        try:
            return await self._transport.send(request)
        finally:
            on_response()


page: Page
"""The page of the launcher, for a program of the landing page (`landing.py`)."""


async def main() -> None:
    """Restore, finish or offer a sign-in, and start the app once somebody is signed in."""
    global page  # noqa: PLW0603 - a program of the landing page imports it
    import boot  # noqa: PLC0415 - only in a page, and this module is loaded before there is one

    ports = runtime(boot.locksQuery, boot.keys)
    ports.transport = ObservedTransport(ports.transport, boot.startPyodideIfSlow)
    page = Page(ports)

    @page.on_session
    def start_app(session: Session) -> None:
        if session.user is not None:
            page.hand_over()
            boot.startApp()
            page.write("name", session.user.name)  # while the app starts, which has more to say

    if boot.landing:
        run_landing(boot.landing)
    session = await page.start()
    if session is not None and session.user is None:
        page.warn_of_dead_buttons()


def run_landing(program: str) -> None:
    """Run the landing page's own program; if it raises, the page still works."""
    try:
        exec(program, {"__name__": "landing"})  # noqa: S102 - a file of the release
    except Exception as error:  # noqa: BLE001 - the app's own
        report("landing.py", error)
