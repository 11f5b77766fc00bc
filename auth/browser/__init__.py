"""The browser's side of every port: the only package that imports `js` or `pyscript`.

The same adapters run on Pyodide and on MicroPython; where the two differ, the difference ends here.
"""

from ..ports import Runtime
from .channel import TabChannel
from .clock import DeviceClock
from .crypto import WebCrypto
from .lifecycle import PageLifecycle
from .locks import WebLocks
from .navigation import AddressBar
from .storage import WebStorage
from .transport import FetchTransport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = ["runtime"]


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
