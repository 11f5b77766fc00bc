"""The page around a session: what `index.html` promises to style sheets, people and tests.

`<html data-session="…">` carries the session's state, and says `booting` until every control on the
page works. Errors appear as text in `#alert`. What was written for a signed-in person is wiped when
nobody is signed in.
"""

import asyncio

import js

from ..browser import runtime as browser_runtime
from ..browser.ffi import create_proxy, is_none
from ..client import AuthClient
from ..config import AuthConfig
from ..config.same_origin import require_same_origin
from ..errors import AuthError
from ..faults import call_listener
from ..session.states import Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from ..ports import Runtime

    Handler = Callable[[], Awaitable[None]]
    Listener = Callable[[Session], None]


_PROTECTED = "data-protected"


class Page:
    """Binds an `AuthClient` to the document."""

    def __init__(self, runtime: "Runtime | None" = None) -> None:
        self._runtime = runtime or browser_runtime()
        self._client: AuthClient | None = None
        self._mistake: AuthError | None = None
        self._is_bound = False
        self._listeners: list[Listener] = []
        self._handlers: list[tuple[str, Handler]] = [
            ("sign-in", self._sign_in),
            ("sign-out", self._sign_out),
        ]
        self._bindings: list[tuple[Any, str, Any]] = []
        self._busy: list[str] = []
        self._tasks: list[Any] = []
        self._is_ready = False
        self._ignore: Callable[[], None] = lambda: None

    @property
    def client(self) -> AuthClient:
        """The page's client, which exists once `start` has begun.

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

        Once the page has started, it is called with the current session at once.
        """
        self._listeners.append(listener)
        if self._is_ready:
            call_listener(listener, self.client.session)
        return listener

    def on_click(self, element_id: str) -> "Callable[[Handler], Handler]":
        """Call the decorated coroutine function when that element is activated.

        An AuthError that it raises is shown as a sentence; while it runs, further clicks on the
        same element do nothing.

        Raises:
            LookupError: The page has started, and has no such element.
        """

        def register(handler: "Handler") -> "Handler":
            if self._is_bound:
                self._bind(_element(element_id), "click", self._clicked(element_id, handler))
            else:
                self._handlers.append((element_id, handler))
            return handler

        return register

    async def start(self) -> Session | None:
        """Begin, and declare the page ready. Gives None when the configuration is broken."""
        session = await self.begin()
        self.ready()
        return session

    async def begin(self) -> Session | None:
        """Restore or finish the sign-in and bind every control, still showing `booting`."""
        config = self.configure()
        if config is None:
            return None
        self._client = AuthClient(config, self._runtime)
        self._client.subscribe(self._show)
        await self._client.start()
        for element_id, handler in self._handlers:
            self._bind(_element(element_id), "click", self._clicked(element_id, handler))
        self._is_bound = True
        self._ignore = self._runtime.lifecycle.listen(self._noticed, activity=False)
        return self.client.session

    def configure(self) -> AuthConfig | None:
        """Read the page's configuration; what is wrong with it is shown, and gives None."""
        try:
            config = AuthConfig.from_pyscript()
            require_same_origin(config, self._runtime.navigation.current_url())
        except AuthError as error:
            self._mistake = error
            self.alert(str(error))
            _element("sign-in").hidden = True
            return None
        return config

    def ready(self) -> None:
        """Show the session: from now on everything on the page works."""
        if self._client is None:
            js.document.documentElement.dataset.session = "signed_out"
            return
        self._is_ready = True
        self._show(self._client.session)

    def hand_over(self) -> None:
        """Let go of the document for another interpreter's page, which takes the session up."""
        js.document.documentElement.dataset.session = "booting"
        self._is_ready = False
        self._listeners = []
        for target, event, proxy in self._bindings:
            target.removeEventListener(event, proxy)
        self._bindings = []
        self._ignore()
        self.client.hand_over()

    def write(self, element_id: str, text: str) -> None:
        """Show `text`, as text, for as long as somebody is signed in."""
        element = _element(element_id)
        element.textContent = text
        element.setAttribute(_PROTECTED, "")

    def alert(self, text: str) -> None:
        """Tell the person, and their screen reader, at once; an empty text takes it back."""
        _element("alert").textContent = text

    def _show(self, session: Session) -> None:
        """Bring the document in line with the session, protected content before anything else."""
        if not session.is_signed_in:
            self._wipe()
        if not self._is_ready:
            return
        for listener in list(self._listeners):
            call_listener(listener, session)
        if not self._is_ready:
            return
        if session.error is not None:
            self.alert(_sentence(session.error))
        js.document.documentElement.dataset.session = session.state

    async def _sign_in(self) -> None:
        await self.client.sign_in()

    async def _sign_out(self) -> None:
        await self.client.sign_out()

    def _clicked(self, element_id: str, handler: "Handler") -> "Callable[[Any], None]":
        def clicked(_event: "Any") -> None:
            if element_id not in self._busy:
                self._busy.append(element_id)
                self._tasks = [task for task in self._tasks if not task.done()]
                self._tasks.append(asyncio.create_task(self._run(element_id, handler)))

        return clicked

    async def _run(self, element_id: str, handler: "Handler") -> None:
        self.alert("")
        try:
            await handler()
        except AuthError as error:
            self.alert(_sentence(error))
        except Exception:
            self.alert(_text("page_failed"))
            raise
        finally:
            self._busy.remove(element_id)

    def _noticed(self, moment: str) -> None:
        """Leave nothing to see in a page that the browser may bring back as it was (bfcache)."""
        if moment == "left":
            self._wipe()
            js.document.documentElement.dataset.session = "booting"
        elif moment == "brought_back":
            self._show(self.client.session)

    def _wipe(self) -> None:
        """Clear what any program on this page has written, the one before this one included."""
        written = js.document.querySelectorAll(f"[{_PROTECTED}]")
        for at in range(written.length):
            written[at].textContent = ""

    def _bind(self, target: "Any", event: str, listener: "Callable[[Any], None]") -> None:
        proxy = create_proxy(listener)
        target.addEventListener(event, proxy)
        self._bindings.append((target, event, proxy))


def _element(element_id: str) -> "Any":
    element = js.document.getElementById(element_id)
    if is_none(element):
        raise LookupError(f"index.html has no element with the id {element_id}")
    return element


# At the door nothing has gone wrong yet: the sentences are imported when one is needed.
def _sentence(error: AuthError) -> str:
    from .messages import sentence  # noqa: PLC0415 - see above

    return sentence(error)


def _text(key: str) -> str:
    from .texts import text  # noqa: PLC0415 - see above

    return text(key)
