"""The view of the recorder: the recordings of the tabs, as diagram and as text."""

from typing import Any

import js

from auth.browser.ffi import create_proxy
from auth.page import Page
from auth.ports import Channel, Storage
from inspector.drawing.diagram import diagram
from inspector.drawing.transcript import transcript
from inspector.page.elements import Actions, by_id, drawn, fill, listen, make
from inspector.recorder.tape import TAB_KEY, UNWANTED, WANTED
from inspector.recording import Event, Recordings

_NARROWEST = 240
_WIDEST = 1040
_SOON_MS = 60


class FlightView:
    """Shows the recording of one tab: the one with the last sign-in, until another is chosen."""

    def __init__(self, page: Page, channel: Channel, storage: Storage) -> None:
        self.recordings = Recordings()
        self._channel = channel
        self._storage = storage
        self._chosen = ""
        self._pending = False
        self._width = 0
        self._draw = create_proxy(self._draw_now)
        self._actions = Actions(page)

    def start(self) -> None:
        """Request the recordings of all tabs, and draw them whenever one changes."""
        self._channel.listen(self._heard)
        self._channel.post(WANTED)
        listen(by_id("tab"), "change", self._choose)
        listen(js.window, "resize", self._resized)
        self._actions.on_click(by_id("copy"), self._copy)
        self._actions.on_click(by_id("clear"), self._clear)
        self._draw_soon()

    def _heard(self, message: str) -> None:
        if self.recordings.hear(message):
            self._draw_soon()

    def _draw_soon(self) -> None:
        if not self._pending:
            self._pending = True
            js.setTimeout(self._draw, _SOON_MS)

    def _draw_now(self) -> None:
        self._pending = False
        tabs = self.recordings.tabs()
        tab = self._chosen if self._chosen in tabs else self._with_last_sign_in(tabs)
        events = self.recordings.events(tab)
        fill("tab", *(self._option(one, number, tab) for number, one in enumerate(sorted(tabs), 1)))
        by_id("recording").textContent = f"{len(events)} events" if events else "Listening"
        by_id("nothing-yet").hidden = bool(events)
        by_id("transcript").value = transcript(events)
        self._width = _available_width()
        fill("diagram", *([drawn(diagram(events, width=self._room()))] if events else []))
        # A diagram that is higher than the window makes a scroll bar appear beside it.
        self._resized(None)

    def _with_last_sign_in(self, tabs: list[str]) -> str:
        """Return the tab with the latest callback from Cognito, or the latest event."""
        return max(tabs, key=lambda tab: _last_callback(self.recordings.events(tab)), default="")

    def _option(self, tab: str, number: int, chosen: str) -> Any:
        is_own = tab == self._storage.get(TAB_KEY)
        count = len(self.recordings.events(tab))
        name = f"Tab {number}{' (this one)' if is_own else ''}: {count} events"
        option = make("option", name, value=tab)
        option.selected = tab == chosen
        return option

    def _room(self) -> int:
        return max(_NARROWEST, min(self._width, _WIDEST))

    def _choose(self, event: Any) -> None:
        self._chosen = event.target.value
        self._draw_soon()

    def _resized(self, _event: Any) -> None:
        if _available_width() != self._width:
            self._draw_soon()

    async def _copy(self) -> None:
        """Copy the text; select it instead if the browser does not allow that."""
        field = by_id("transcript")
        try:
            await js.navigator.clipboard.writeText(field.value)
        except Exception:  # noqa: BLE001 - whatever the browser's reason is
            field.closest("details").open = True
            field.select()
            by_id("recording").textContent = "Selected: press Ctrl-C"
        else:
            by_id("recording").textContent = "Copied"

    async def _clear(self) -> None:
        """Delete the recordings of all tabs."""
        self._channel.post(UNWANTED)
        self.recordings.forget()
        self._draw_soon()


def _available_width() -> int:
    """Return the width of the column in pixels; an empty diagram is not displayed and has none."""
    return int(by_id("recorder").querySelector(".bar").clientWidth)


def _last_callback(events: list[Event]) -> float:
    return max((event.at for event in events if event.kind == "callback"), default=0.0)
