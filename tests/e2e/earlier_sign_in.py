"""A sign-in of a while ago, which the client makes on CPython: a browser takes twice as long."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

from playwright.sync_api import BrowserContext

from auth.testing import Browser
from auth.testing.doubles import ManualClock
from cognito_stand_in.simple_browser import SimpleBrowser
from tests.e2e.site import Site


def sign_in_earlier(context: BrowserContext, site: Site, username: str) -> dict[str, str]:
    """Sign somebody in; the browser gets Cognito's cookies.

    Returns:
        What is in the sessionStorage of their tab.
    """
    browser = Browser(site.config, pool=site.cognito.pool, clock=ManualClock(time.time()))
    browser.cognito, browser.simple_browser = site.cognito, SimpleBrowser(site.cognito)
    tab = browser.tab()
    with ThreadPoolExecutor(1) as other:  # Playwright's event loop runs in this thread
        other.submit(asyncio.run, tab.sign_in(username)).result()
    for one in browser.simple_browser.http.cookies.jar:
        context.add_cookies(
            [{"name": one.name, "value": one.value or "", "url": site.origins.domain}]
        )
    return tab.storage.entries
