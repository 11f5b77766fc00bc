"""RemotePage: what a program in a worker shows in the document of its owner's page."""

from ..background import spawn
from ..errors import ArgumentRefused
from ..faults import call_listener, is_awaitable, report, require_callback
from .client import RemoteClient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ..session.states import Listener

    Handler = Callable[[], Awaitable[None] | None]


class RemotePage:
    """Has the methods of `auth.Page` that need no document of their own.

    Args:
        client: The connection to the owner.
    """

    def __init__(self, client: RemoteClient) -> None:
        self.client = client
        self._link = client._link  # noqa: SLF001 - the same connection
        self._handlers: dict[str, Handler] = {}
        self._busy: list[str] = []
        self._link.clicked = self._clicked

    def on_session(self, listener: "Listener") -> "Listener":
        """Call the decorated function now and with every new session; see `Page.on_session`."""
        require_callback("on_session", listener, arguments=1)
        self.client.on("changed", listener)
        call_listener(listener, self.client.session)
        return listener

    def on_click(self, element_id: str) -> "Callable[[Handler], Handler]":
        """Call the decorated function when an element is clicked; see `Page.on_click`.

        What it raises is printed on the console.
        """
        if callable(element_id):
            raise ArgumentRefused('on_click: got a function, expected an id: @page.on_click("id")')

        def register(handler: "Handler") -> "Handler":
            require_callback(f'on_click("{element_id}")', handler, arguments=0)
            is_new = element_id not in self._handlers
            self._handlers[element_id] = handler
            if is_new:
                self._link.ask("on_click", element_id=element_id)
            return handler

        return register

    def write(self, element_id: str, text: str) -> None:
        """Show a text in an element until nobody is signed in any more; see `Page.write`.

        If there is no such element, or the session has ended meanwhile, the console says so.
        """
        self._link.ask("write", element_id=element_id, text=text)

    def alert(self, text: str) -> None:
        """Show a text in `#alert`; an empty one removes it."""
        self._link.ask("alert", text=text)

    def _clicked(self, element_id: str) -> None:
        handler = self._handlers.get(element_id)
        if handler is not None and element_id not in self._busy:
            self._busy.append(element_id)
            spawn(self._run(element_id, handler))

    async def _run(self, element_id: str, handler: "Handler") -> None:
        try:
            started = handler()
            if is_awaitable(started):
                await started
        except Exception as error:  # noqa: BLE001 - the app's own, whose author reads the console
            report(f'the click handler of "{element_id}"', error)
        finally:
            self._busy.remove(element_id)
