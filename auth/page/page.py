"""`Page`: connects an `AuthClient` to the document.

`<html data-session="…">` has the session's state, and `booting` until every control works. Errors
appear as text in `#alert`. What `Page.write` wrote is removed when nobody is signed in.
"""

import js

from ..browser import runtime as browser_runtime
from ..client import AuthClient
from ..config import AuthConfig
from ..config.same_origin import require_same_origin
from ..errors import ArgumentRefused, AuthError
from ..faults import call_listener, require_callback
from ..session.states import SIGNED_OUT, Session
from . import signed_out
from .controls import Controls, find_element, sentence_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from ..ports import Runtime
    from ..session.states import Listener
    from .controls import Handler

    Clicked = TypeVar("Clicked", bound=Handler)


_PROTECTED = "data-protected"


class Page:
    """Connects an `AuthClient` to the document.

    Args:
        runtime: The ports that the client works with; the browser's own by default.
    """

    def __init__(self, runtime: "Runtime | None" = None) -> None:
        self._runtime = runtime or browser_runtime()
        self._config: AuthConfig | None = None
        self._client: AuthClient | None = None
        self._mistake: AuthError | None = None
        self._listeners: list[Listener] = []
        self._controls = Controls(self.alert)
        self._controls.register("sign-in", self._sign_in)
        self._controls.register("sign-out", self._sign_out)
        self._is_ready = False
        self._was_signed_in = False
        self._ignore: Callable[[], None] = lambda: None

    @property
    def client(self) -> AuthClient:
        """The page's client. It exists as soon as `start` has read the configuration.

        Raises:
            ConfigurationError: The configuration is invalid, so there is no client.
            RuntimeError: `start` has not been called yet.
        """
        if self._client is not None:
            return self._client
        if self._mistake is not None:
            raise self._mistake
        raise RuntimeError("page.client does not exist yet: call `await page.start()` first")

    def on_session(self, listener: "Listener") -> "Listener":
        """Call the decorated function with every new session.

        If the page has already started, the function is also called at once. An exception in it is
        printed on the console, and the other listeners are still called.

        Args:
            listener: A function or a coroutine function with the session as its argument.

        Returns:
            `listener` itself.

        Raises:
            ArgumentRefused: `listener` is not such a function.
        """
        require_callback("on_session", listener, arguments=1)
        self._listeners.append(listener)
        if self._is_ready:
            call_listener(listener, self.client.session)
        return listener

    def on_click(self, element_id: str) -> "Callable[[Clicked], Clicked]":
        """Call the decorated function when an element is clicked.

        An AuthError that it raises is shown as a sentence in `#alert`; any other exception is
        printed on the console. While it runs, further clicks on the element do nothing.

        Args:
            element_id: The `id` of a button or another element.

        Returns:
            A decorator for a function or a coroutine function without arguments.

        Raises:
            ArgumentRefused: The id is missing, or what is decorated is not such a function.
            LookupError: There is no such element. Before the page has started, `start` raises it.
        """
        if callable(element_id):
            raise ArgumentRefused('on_click: got a function, expected an id: @page.on_click("id")')

        def register(handler: "Clicked") -> "Clicked":
            require_callback(f'on_click("{element_id}")', handler, arguments=0)
            self._controls.register(element_id, handler)
            return handler

        return register

    async def start(self) -> Session | None:
        """Restore or finish a sign-in, connect every control, and show the session.

        Returns:
            The session; None if the configuration is invalid, which the page shows.

        Raises:
            LookupError: The document lacks an element that a handler was registered for.
        """
        session = await self.begin()
        self.ready()
        return session

    async def begin(self) -> Session | None:
        """Do the same as `start`, but keep `data-session` at `booting` until `ready` is called."""
        config = self._config = self.configure()
        if config is None:
            return None
        client = self.client
        client.on("changed", self._show)
        self._controls.require_elements()  # before an authorization code is used
        await client.start()
        self._controls.bind_all(client)
        self._controls.bind(js.window, "languagechange", self._language_changed)
        self._ignore = self._runtime.lifecycle.listen(self._noticed, activity=False)
        return client.session

    def configure(self) -> AuthConfig | None:
        """Make the client, and return its configuration; if that is invalid, show why."""
        try:
            config = AuthConfig.from_pyscript()
            require_same_origin(config, self._runtime.navigation.current_url())
            self._client = self._new_client(config)
        except AuthError as error:
            self._mistake = error
            self.alert(str(error))
            find_element("sign-in").hidden = True
            return None
        return config

    def _new_client(self, config: AuthConfig) -> AuthClient:
        if config.token_storage != "worker":
            return AuthClient(config, self._runtime)
        from ..vault.client import vault_client  # noqa: PLC0415 - most pages have no vault

        return vault_client(self._runtime.clock)  # type: ignore[return-value] # the same methods

    def ready(self) -> None:
        """Show the session: from now on everything on the page works."""
        if self._client is None or self._config is None:
            js.document.documentElement.dataset.session = "signed_out"
            return
        self._is_ready = True
        self._show(self._client.session)
        was_noted = signed_out.take(self._runtime.storage, self._config)
        if was_noted and self._client.session.state == SIGNED_OUT:
            signed_out.announce()

    def warn_of_dead_buttons(self) -> None:
        """Print the ids of visible buttons without a handler on the console."""
        self._controls.warn_of_dead_buttons()

    def hand_over(self) -> None:
        """Hand document and session over to the `Page` of another interpreter."""
        js.document.documentElement.dataset.session = "booting"
        self._is_ready = False
        self._listeners = []
        self._controls.release()
        self._ignore()
        self.client.hand_over()

    def write(self, element_id: str, text: str) -> None:
        """Show a text in an element until nobody is signed in any more.

        Args:
            element_id: The element's `id`.
            text: What to show. It is never parsed as HTML.

        Raises:
            LookupError: There is no such element.
        """
        element = find_element(element_id)
        element.textContent = text
        element.setAttribute(_PROTECTED, "")

    def alert(self, text: str) -> None:
        """Show a text in `#alert`, which screen readers read at once; an empty one removes it."""
        find_element("alert").textContent = text

    def _show(self, session: Session) -> None:
        """Update the document: first what protects people, then the state, then the listeners."""
        if not session.is_signed_in:
            self._wipe()
        if not self._is_ready:
            return
        js.document.documentElement.dataset.session = session.state
        if session.error is not None:
            self.alert(sentence_of(session.error))
        was_signed_in, self._was_signed_in = self._was_signed_in, session.is_signed_in
        for listener in list(self._listeners):
            call_listener(listener, session)
        if was_signed_in and not session.is_signed_in:
            self._follow_focus(session)

    def _follow_focus(self, session: Session) -> None:
        if session.event == "signed_out":
            signed_out.announce()
        elif signed_out.has_lost_focus():
            find_element("sign-in").focus()

    async def _sign_in(self) -> None:
        await self.client.sign_in()

    async def _sign_out(self) -> None:
        await self.client.sign_out()

    def _language_changed(self, _event: "Any") -> None:
        self._show(self.client.session)

    def _noticed(self, moment: str) -> None:
        """Remove protected content from a page that the browser may bring back (bfcache)."""
        if moment == "left":
            if self.client.session.event == "signed_out" and self._config is not None:
                signed_out.remember(self._runtime.storage, self._config)
            self._wipe()
            js.document.documentElement.dataset.session = "booting"
        elif moment == "brought_back":
            self._show(self.client.session)

    def _wipe(self) -> None:
        """Remove what any program has written on this page, also the one before this one."""
        written = js.document.querySelectorAll(f"[{_PROTECTED}]")
        for at in range(written.length):
            written[at].textContent = ""
