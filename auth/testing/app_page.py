"""An app without a browser: its program runs in a document made from its `index.html`."""

from __future__ import annotations

import ast
import importlib
import inspect
import time
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from cognito_stand_in import example_pool

from .. import faults
from ..config import AuthConfig
from .app_folder import settings_at, settings_in
from .document import Document
from .event_loop import EventLoop
from .events import Event
from .manual_time import ManualClock
from .modules import LIBRARY, PageModules
from .pools import add_person, pool_for, register, settings_of
from .tabs import Browser
from .window import Js, modules_of_a_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.types import ASGIApp

    from cognito_stand_in import Pool, User

    from ..client import AuthClient
    from ..session.states import Session
    from .api import ApiCall
    from .element import Element


class AppPage:
    """An app whose program has run, in a tab where somebody may be signed in.

    What the program's own functions raise is raised by the method that leads there. Each page has
    an event loop, a clock and modules of its own: several can be open at the same time.

    Args:
        folder: The folder with `index.html`, `main.py` and perhaps `pyscript.toml`.
        user: Who is signed in: a user name of the pool, a `person(...)`, or None for nobody.
        pool: The user pool; by default one that fits the app's own settings.
        api: What answers the app's calls: an ASGI application, or JSON values by path.
        settings: Settings in place of those in `[auth]`.
        program: The program's file.
        js: More names for the module `js`.

    Attributes:
        document: The document.
        calls: The requests that reached the API.
        names: The global names of the program.

    Raises:
        LookupError: `index.html` lacks an element that the program uses, or there is no such user.
        ConfigurationError: The settings are invalid.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        user: str | User | None = None,
        pool: Pool | None = None,
        api: ASGIApp | Mapping[str, object] | None = None,
        settings: Mapping[str, object] | None = None,
        program: str = "main.py",
        js: Mapping[str, object] | None = None,
    ) -> None:
        self.folder = Path(folder).resolve()
        table = _settings(self.folder, pool, settings or {})
        config = AuthConfig.from_mapping(table)
        clock = ManualClock(time.time())
        if pool is None:
            pool = pool_for(config)
        else:
            register(pool, config)
        if user is not None and not isinstance(user, str):
            add_person(pool, user)
            user = user.username
        self._browser = Browser(config, pool=pool, api=api, clock=clock)
        self.calls: list[ApiCall] = self._browser.api.calls
        self.document = Document((self.folder / "index.html").read_text("utf-8"))
        self.js = Js(self.document, clock, js or {})
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self._tab = self._browser.tab()
        self._modules = PageModules(modules_of_a_page(self.js, table), self.folder)
        self._loop = EventLoop()
        self._failures: list[Exception] = []
        try:
            self._open(user, program)
        except BaseException:
            self.close()
            raise

    # --- what the page shows ------------------------------------------------------------------

    @property
    def state(self) -> str:
        """The value of `<html data-session>`, such as `signed_in`."""
        return self.document.state

    @property
    def alert(self) -> str:
        """The text of `#alert`, which has the page's error messages."""
        return self.text("alert")

    @property
    def left_for(self) -> str:
        """The URL that the page navigated to last, or an empty string."""
        return ([*self._tab.navigation.visited] or [""])[-1]

    def text(self, element_id: str) -> str:
        """Return the text of an element. Raises LookupError if there is no such element."""
        return self.element(element_id).textContent.strip()

    def element(self, element_id: str) -> Element:
        """Return an element.

        Raises:
            LookupError: `index.html` has no element with that id.
        """
        found: Element | None = self.document.getElementById(element_id)
        if found is None:
            raise LookupError(f"the page has no element with the id {element_id}")
        return found

    # --- what a person does -------------------------------------------------------------------

    def click(self, element_id: str) -> None:
        """Click an element, and wait until the app has reacted.

        Raises:
            LookupError: There is no such element.
            AssertionError: Nothing happens at a click, because it has no listener or is disabled.
        """
        element = self.element(element_id)
        if element.disabled or not element.listeners.get("click"):
            reason = "is disabled" if element.disabled else "has no listener for a click"
            raise AssertionError(f"the element with the id {element_id} {reason}")
        self._step(lambda: self._loop.call(element.click))

    def fill(self, element_id: str, text: str) -> None:
        """Type into a field, and wait until the app has reacted to its `input` event.

        Raises:
            LookupError: There is no such element.
        """
        element = self.element(element_id)
        element.value = text
        self._step(lambda: self._loop.call(lambda: element.dispatchEvent(Event("input", element))))

    def advance(self, seconds: float) -> None:
        """Let time pass, with the timers that are due, and wait until the app has reacted."""
        self._step(lambda: self._loop.call(lambda: self._browser.clock.advance(seconds)))

    # --- what is behind it --------------------------------------------------------------------

    @property
    def client(self) -> AuthClient:
        """The client of the program's `Page`.

        Raises:
            LookupError: The program has no `Page` among its global names.
        """
        pages = [one for one in self.names.values() if type(one).__name__ == "Page"]
        if not pages:
            raise LookupError("the program has no Page among its global names")
        client: AuthClient = pages[0].client
        return client

    @property
    def session(self) -> Session:
        """The session of the program's `Page`."""
        return self.client.session

    def close(self) -> None:
        """Close the page, with everything that still runs in it."""
        with self._modules.in_place():
            self._loop.close()

    def _open(self, username: str | None, program: str) -> None:
        if username is not None:
            self._loop.run(self._tab.sign_in(username))
        ports = self._tab.ports(self._tab.config.redirect_uri)
        path = self.folder / program
        code = compile(path.read_text("utf-8"), path, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)

        async def run() -> None:
            running = eval(code, self.names)  # noqa: S307 - the app's own program
            if inspect.isawaitable(running):
                await running

        with self._modules.in_place():
            browser = importlib.import_module(f"{LIBRARY}.browser")
            clock = importlib.import_module(f"{LIBRARY}.browser.clock")
            vars(browser)["runtime"] = lambda *_query: ports
            vars(clock)["time"] = SimpleNamespace(time=self._browser.clock.now)
        self._step(lambda: self._loop.run(run()))

    def _step(self, act: Any) -> None:
        """Do something on the page, and raise what the app's own functions raised."""
        with self._modules.in_place(), self._failures_kept():
            act()
        if self._failures:
            failure, self._failures = self._failures[0], []
            raise failure

    @contextmanager
    def _failures_kept(self) -> Iterator[None]:
        """Keep what the library would print on the console."""

        def report(what: str, error: Exception) -> None:
            error.add_note(f"raised by {what} of the app")
            self._failures.append(error)

        with patch.object(faults, "report", report):
            yield


def _settings(folder: Path, pool: Pool | None, more: Mapping[str, object]) -> dict[str, object]:
    own = settings_in(folder)
    if pool is not None:
        redirect_uri = str(own.get("redirect_uri", "http://localhost:8000/"))
        own = settings_at(own, pool, redirect_uri)
    table = {**(own or settings_of(example_pool(), "http://localhost:8000/")), **more}
    if table.get("token_storage") == "worker":
        table["token_storage"] = "session"  # there is no worker here
    return table
