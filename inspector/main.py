"""The program of the inspector, on Pyodide: recorder, tokens and drills."""

from auth import AuthConfig, Session
from auth.browser import runtime
from auth.browser.channel import TabChannel
from auth.page import Page
from inspector.page.drills_view import DrillsView
from inspector.page.flight import FlightView
from inspector.page.tokens_view import TokensView
from inspector.recorder.ports import recorded
from inspector.recorder.tape import CHANNEL, Tape

ports = runtime()
page = Page(ports)
flight = FlightView(page, TabChannel(CHANNEL), ports.storage)


async def main() -> None:
    """Restore the session like any page of the app, and show the three views."""
    if await page.begin() is None:
        page.ready()
        return
    config = AuthConfig.from_pyscript()
    tape = Tape(
        storage=ports.storage,
        channel=TabChannel(CHANNEL),
        clock=ports.clock,
        random_bytes=ports.crypto.random_bytes,
    )
    noted = recorded(ports, config, tape)
    tokens = TokensView(page, config, ports, noted.transport, flight.recordings)
    drills = DrillsView(page, config, noted, tokens.record)

    @page.on_session
    def show(session: Session) -> None:
        tokens.show(session)
        drills.show(session)

    flight.start()
    page.ready()


await main()  # type: ignore[top-level-await]  # noqa: F704, PLE1142 - a page's program
