"""The browser's side of every port: the only package that imports `js` or `pyscript`.

The same adapters run on Pyodide and on MicroPython; where the two differ, the difference ends here.
"""

from auth.browser.channel import TabChannel
from auth.browser.clock import DeviceClock
from auth.browser.crypto import WebCrypto
from auth.browser.lifecycle import PageLifecycle
from auth.browser.locks import WebLocks
from auth.browser.navigation import AddressBar
from auth.browser.page import Page
from auth.browser.storage import WebStorage
from auth.browser.transport import FetchTransport
from auth.runtime import Runtime

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["Page", "runtime"]


def runtime(locks_query: "Any" = None) -> Runtime:
    """Give the ports of this page; `locks_query` is what `navigator.locks.query()` gave before."""
    return Runtime(
        storage=WebStorage("sessionStorage"),
        shared_storage=WebStorage("localStorage"),
        navigation=AddressBar(),
        transport=FetchTransport(),
        crypto=WebCrypto(),
        clock=DeviceClock(),
        lifecycle=PageLifecycle(),
        locks=WebLocks(locks_query),
        channel=TabChannel("cognito"),
    )
