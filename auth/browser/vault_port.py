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
    try:
        import cognito_vault  # noqa: PLC0415 - `static/vault.js` registers it
    except ImportError:
        cognito_vault = None
    if cognito_vault is None:
        raise ConfigurationError(
            "token_storage",
            got="worker",
            expected="session or memory: only pages of serve.py start that worker",
        )
    return cognito_vault.openPort()
