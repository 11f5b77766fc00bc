"""The program of the worker, which `static/vault_worker.js` starts on MicroPython."""

import json

from ..browser.channel import TabChannel
from ..browser.clock import DeviceClock
from ..browser.crypto import WebCrypto
from ..browser.ffi import create_proxy
from ..browser.locks import WebLocks
from ..browser.page_port import PagePort
from ..browser.port import MessagePort
from ..browser.transport import FetchTransport
from ..config import AuthConfig
from .vault import Vault
from .worker_ports import WorkerPorts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def start(configuration: str, keys: "Any") -> "Any":  # noqa: ANN401 - from and for JavaScript
    """Make the vault, and return the function that connects a page's port.

    Args:
        configuration: The page's `pyscript.toml`, as JSON.
        keys: A request for the issuer's keys that was sent already, or null.

    Raises:
        ConfigurationError: The configuration is invalid.
    """
    ports = WorkerPorts(
        AuthConfig.from_mapping(json.loads(configuration)["auth"]),
        transport=FetchTransport(keys),
        crypto=WebCrypto(),
        clock=DeviceClock(),
        locks=WebLocks(),
        outside=TabChannel("cognito"),
        client_port=MessagePort,
    )
    vault = Vault(ports)
    return create_proxy(lambda port: vault.connect(PagePort(port)))
