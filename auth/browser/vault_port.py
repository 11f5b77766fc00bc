"""Asks the page's vault for the port of a client."""

from ..errors import ConfigurationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def open_vault_port() -> "Any":
    """Return one end of a new port, whose other end the vault serves.

    Raises:
        ConfigurationError: This page has started no vault.
    """
    vault: Any = None
    try:
        import cognito_vault as vault  # noqa: PLC0415 - `static/vault.js` registers it
    except ImportError:
        pass
    if vault is None:
        raise ConfigurationError(
            "token_storage",
            got="worker",
            expected="session or memory: only pages of serve.py start that worker",
        )
    return vault.openPort()
