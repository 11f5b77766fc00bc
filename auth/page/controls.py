"""Binds elements of the document to their handlers."""

import js

from ..background import spawn
from ..browser.ffi import create_proxy, is_none
from ..errors import ArgumentRefused, AuthError
from ..faults import is_awaitable, report
from .entrances import entrance, find_dead_buttons, find_entrances

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from ..client import AuthClient

    Handler = Callable[[], Awaitable[None] | None]


class Controls:
    """The click handlers and event listeners of a page.

    Args:
        alert: Shows a text in the page; an empty one removes it.
    """

    def __init__(self, alert: "Callable[[str], None]") -> None:
        self._alert = alert
        self._handlers: list[tuple[str, Handler]] = []
        self._is_bound = False
        self._bindings: list[tuple[Any, str, Any]] = []
        self._busy: list[str] = []

    def register(self, element_id: str, handler: "Handler") -> None:
        """Call `handler` when an element is clicked, from `bind_all` on or at once after it.

        Raises:
            LookupError: The controls are bound already, and there is no such element.
        """
        if self._is_bound:
            self.bind(find_element(element_id), "click", self._clicked(element_id, handler))
        else:
            self._handlers.append((element_id, handler))

    def require_elements(self) -> None:
        """Raise LookupError if the document lacks an element that has a handler."""
        for element_id, _ in self._handlers:
            find_element(element_id)

    def bind_all(self, client: "AuthClient") -> None:
        """Bind the registered handlers, and the elements with `data-auth` to `client`."""
        for element in find_entrances():  # first: if #sign-in is one of them, its parameters win
            try:
                handler: Handler = entrance(element, client)
            except ArgumentRefused as error:
                js.console.warn(f'The button or link "{element.textContent.strip()}": {error}')
            else:
                name = f"data-auth {len(self._bindings)}"
                self.bind(element, "click", self._clicked(name, handler, leads_nowhere_else=True))
        for element_id, handler in self._handlers:
            self.bind(find_element(element_id), "click", self._clicked(element_id, handler))
        self._is_bound = True

    def bind(self, target: "Any", event: str, listener: "Callable[[Any], None]") -> None:
        """Call `listener` with every event of that name, until `release`."""
        proxy = create_proxy(listener)
        target.addEventListener(event, proxy)
        self._bindings.append((target, event, proxy))

    def release(self) -> None:
        """Remove all listeners, so that another program can use the elements."""
        for target, event, proxy in self._bindings:
            target.removeEventListener(event, proxy)
        self._bindings = []

    def warn_of_dead_buttons(self) -> None:
        """Name the visible buttons on the console that have neither a handler nor `data-auth`."""
        for button in find_dead_buttons([name for name, _ in self._handlers]):
            js.console.warn(
                f'The button "{button.textContent.strip()}" does nothing while nobody is signed '
                "in, because the app is not running: give it data-auth (docs/your-own-page.md)."
            )

    def _clicked(
        self, name: str, handler: "Handler", *, leads_nowhere_else: bool = False
    ) -> "Callable[[Any], None]":
        def clicked(event: "Any") -> None:
            if leads_nowhere_else:
                event.preventDefault()
            if name not in self._busy:
                self._busy.append(name)
                spawn(self._run(name, handler))

        return clicked

    async def _run(self, name: str, handler: "Handler") -> None:
        self._alert("")
        try:
            started = handler()
            if is_awaitable(started):
                await started
        except AuthError as error:
            self._alert(sentence_of(error))
        except Exception as error:  # noqa: BLE001 - the app's own, whose author reads the console
            from .texts import text  # noqa: PLC0415 - most people never need it

            self._alert(text("page_failed"))
            report(f'the click handler of "{name}"', error)
        finally:
            self._busy.remove(name)


def find_element(element_id: str) -> "Any":
    """Return the element with an id.

    Raises:
        LookupError: There is none.
    """
    element = js.document.getElementById(element_id)
    if is_none(element):
        raise LookupError(f"the page has no element with the id {element_id}")
    return element


def sentence_of(error: AuthError) -> str:
    """Return the sentence that the page shows for an error."""
    from .messages import sentence  # noqa: PLC0415 - most people never need the sentences

    return sentence(error)
