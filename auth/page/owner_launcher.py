"""Launcher of a page whose app runs in a worker: this page keeps the session, and serves it.

`static/boot.js` calls `main` in place of `auth.page.launcher.main`. The page starts the app, if it
has one, when somebody is signed in, and serves other programs that ask for a port at any time.
"""

from ..browser import runtime
from ..browser.ffi import create_proxy
from ..browser.port import MessagePort
from ..remote.owner import Owner
from ..session.states import Session
from . import launcher
from .page import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


async def main() -> None:
    """Restore, finish or offer a sign-in, and serve the session to other programs."""
    import boot  # noqa: PLC0415 - only in a page, and this module is loaded before there is one
    import polyscript  # noqa: PLC0415 - likewise

    ports = runtime(boot.locksQuery, boot.keys)
    page = launcher.page = Page(ports)  # which the landing page's program imports
    started: list[bool] = []

    @page.on_session
    def start_app(session: Session) -> None:
        if session.user is not None and not started:
            started.append(True)
            boot.startApp(polyscript.config)

    if boot.landing:
        launcher.run_landing(boot.landing)
    session = await page.start()
    if session is not None:
        owner = Owner(page.client, ports.clock)
        ports.lifecycle.listen(
            lambda moment: owner.announce() if moment == "brought_back" else None, activity=False
        )
        boot.servePorts(create_proxy(server_of_ports(page, owner)))
        if session.user is None:
            page.warn_of_dead_buttons()


def server_of_ports(page: Page, owner: Owner) -> "Callable[[Any, bool], None]":
    """Return the function that serves a port.

    Args:
        page: The page, whose document the app's own worker may write to.
        owner: The owner of the session.
    """

    def serve(port: "Any", is_the_apps: bool) -> None:  # noqa: FBT001 - JavaScript calls it
        own = page if is_the_apps else None
        owner.serve(MessagePort(port), page=own, allows_access_token=is_the_apps)

    return serve
