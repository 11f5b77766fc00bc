"""A sign-in of a while ago, which the client makes on CPython: a browser takes twice as long."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from playwright.sync_api import BrowserContext

from auth import AuthClient
from auth.testing.doubles import ManualClock, MemoryStorage, RecordingNavigation, runtime
from auth.testing.transports import DirectTransport
from cognito_stand_in.simple_browser import SimpleBrowser
from tests.e2e.site import Site


def sign_in_earlier(
    context: BrowserContext, site: Site, username: str, password: str
) -> dict[str, str]:
    """Sign somebody in; the browser gets Cognito's cookies.

    Returns:
        What is in the sessionStorage of their tab.
    """
    browser, storage = SimpleBrowser(site.cognito), MemoryStorage()
    with ThreadPoolExecutor(1) as other:  # Playwright's event loop runs in this thread
        work = _sign_in(site, browser, storage, username, password)
        other.submit(asyncio.run, work).result()
    for one in browser.http.cookies.jar:
        context.add_cookies(
            [{"name": one.name, "value": one.value or "", "url": site.origins.domain}]
        )
    return storage.entries


async def _sign_in(
    site: Site, browser: SimpleBrowser, storage: MemoryStorage, username: str, password: str
) -> None:
    ports = partial(
        runtime,
        storage=storage,
        transport=DirectTransport.to(site.cognito),
        clock=ManualClock(time.time()),
    )
    leaving = RecordingNavigation(site.config.redirect_uri)
    client = AuthClient(site.config, ports(navigation=leaving))
    await client.start()
    await client.sign_in()
    callback = browser.sign_in(leaving.visited[-1], username, password)
    await AuthClient(site.config, ports(navigation=RecordingNavigation(callback))).start()
