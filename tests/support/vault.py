"""A vault and its pages in one process, over the doubles of the ports."""

import copy
import json
from typing import Any

from auth.remote.client import RemoteClient
from auth.remote.messages import parse_message
from auth.testing.doubles import LocalChannel, ServerCrypto
from auth.testing.message_port import LocalPort
from auth.testing.pools import password_of
from auth.testing.tabs import TabLocks
from auth.testing.transports import DirectTransport, ScriptedTransport
from auth.vault.messages import FROM_VAULT
from auth.vault.vault import Vault
from auth.vault.worker_ports import WorkerPorts
from tests.support.remote import settle
from tests.support.tab import Browser

HOME = "http://localhost:8000/"


class VaultWorker:
    """A worker with a vault, in a browser.

    Args:
        browser: The browser.
        settings: What differs from the browser's settings.

    Attributes:
        transport: The requests of all pages.
        outside: What any program of the origin hears and sends.
    """

    def __init__(self, browser: Browser, **settings: Any) -> None:
        self.browser = browser
        self.transport = ScriptedTransport(DirectTransport.to(browser.cognito, browser.apps))
        self.outside = LocalChannel(beside=browser.channel)
        config = copy.copy(browser.config)
        vars(config).update({"token_storage": "worker", **settings})
        self.ports = WorkerPorts(
            config,
            transport=self.transport,
            crypto=ServerCrypto(),
            clock=browser.clock,
            locks=TabLocks(browser.locks),
            outside=self.outside,
            client_port=lambda port: port,
        )
        self.vault = Vault(self.ports)


class VaultPage:
    """A page of a vault: what `static/vault.js` does, without a browser.

    Args:
        worker: The vault.
        url: The page's address.
        session: The tab's sessionStorage; None if it is blocked.
        shared: The origin's localStorage; None if it is blocked.

    Attributes:
        visited: Where the page navigated to.
        replaced: The addresses that it showed.
        received: Every message of the vault.
        follows: Whether the vault wants to know when the person is active.
        reason: Why the vault has closed the port.
    """

    def __init__(
        self,
        worker: VaultWorker,
        url: str = HOME,
        session: dict[str, str] | None = None,
        shared: dict[str, str] | None = None,
    ) -> None:
        self.worker, self.url = worker, url
        self.session: dict[str, str] = {} if session is None else session
        self.shared: dict[str, str] = {} if shared is None else shared
        self.visited: list[str] = []
        self.replaced: list[str] = []
        self.received: list[str] = []
        self.follows = self.is_closed = False
        self.reason = ""
        ours, self.port = LocalPort.pair()
        self.port.listen(self._received, self._closed)
        worker.vault.connect(ours)

    async def opens(self, **changes: object) -> "VaultPage":
        """Send the page's first message; `changes` replace its members."""
        first = {"version": 1, "url": self.url, "session": self.session, "shared": self.shared}
        await self.sends("open", **{**first, **changes})
        return self

    async def sends(self, kind: str, *, port: object = None, **members: object) -> None:
        """Send a message, and let what it leads to happen."""
        self.port.post(json.dumps({"type": kind, **members}), port)
        await settle()

    async def client(self, *, transfers_streams: bool = True) -> RemoteClient:
        """Return a client of the page's session."""
        theirs, ours = LocalPort.pair(transfers_streams=transfers_streams)
        self.port.post(json.dumps({"type": "client"}), theirs)
        client = RemoteClient(ours, self.worker.browser.clock)
        await client.start()
        return client

    async def callback(self, username: str = "ada") -> str:
        """Sign in at Cognito, where the page has navigated to, and return the callback's URL."""
        browser = self.worker.browser
        password = password_of(browser.cognito.pool, username)
        return browser.simple_browser.sign_in(self.visited[-1], username, password)

    async def leaves(self) -> None:
        """Unload the page."""
        await self.sends("bye")

    def _received(self, document: str, body: object) -> None:
        assert body is None
        found: dict[str, Any] = parse_message(document, FROM_VAULT)
        self.received.append(document)
        kind = found["type"]
        if kind == "store":
            store = self.session if found["area"] == "session" else self.shared
            if found["value"] is None:
                store.pop(found["key"], None)
            else:
                store[found["key"]] = found["value"]
        elif kind == "show":
            self.url = found["url"]
            self.replaced.append(self.url)
        elif kind == "go":
            self.visited.append(found["url"])
        elif kind == "follow":
            self.follows = True
        else:
            self.reason = found["reason"]

    def _closed(self) -> None:
        self.is_closed = True


async def signed_in(worker: VaultWorker, username: str = "ada", **storages: Any) -> VaultPage:
    """Return a page of a vault after a sign-in.

    Args:
        worker: The vault.
        username: Who signs in.
        storages: `session` and `shared` of the page.
    """
    page = await VaultPage(worker, **storages).opens()
    await (await page.client()).sign_in()
    await settle()
    url = await page.callback(username)
    await page.leaves()
    back = await VaultPage(worker, url, page.session, page.shared).opens()
    for _ in range(5):
        await settle()
    return back
