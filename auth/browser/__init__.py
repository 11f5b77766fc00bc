"""Adapters of all ports to the browser, on Pyodide and MicroPython (see `auth.ports`)."""

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


def runtime(locks_query: "Any" = None, early_request: "Any" = None) -> Runtime:
    """Return the ports of this page.

    Args:
        locks_query: The promise that `navigator.locks.query()` returned when the page began, if it
            was asked then already.
        early_request: A request that was sent then, see `FetchTransport`.
    """
    return Runtime(
        storage=WebStorage("sessionStorage"),
        shared_storage=WebStorage("localStorage"),
        navigation=AddressBar(),
        transport=FetchTransport(early_request),
        crypto=WebCrypto(),
        clock=DeviceClock(),
        lifecycle=PageLifecycle(),
        locks=WebLocks(locks_query),
        channel=TabChannel("cognito"),
    )
