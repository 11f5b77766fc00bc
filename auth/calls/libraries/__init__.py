"""Send the access token with `urllib.request` and `requests`, on Pyodide (docs/libraries.md).

They block the page until the response has arrived, and cannot renew a token. Use `client.fetch`
for code of your own.
"""

from .sending import Sender

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..api import SignedInClient

__all__ = ["install_requests", "install_urllib"]


# Each function imports its library: both take longer to load than all of `auth`.


def install_urllib(client: "SignedInClient") -> None:
    """Make `urllib.request.urlopen` send the access token to the configured `api_origins`.

    Args:
        client: An `AuthClient`.
    """
    from .urllib_handler import install_opener  # noqa: PLC0415

    install_opener(Sender(client._calls))  # noqa: SLF001 - private to apps


def install_requests(client: "SignedInClient") -> None:
    """Make every new `requests.Session` send the access token to the configured `api_origins`.

    `requests.get` and its like create one for each call.

    Args:
        client: An `AuthClient`.

    Raises:
        ImportError: The page has no `requests`.
    """
    from .requests_adapter import install_adapter  # noqa: PLC0415

    install_adapter(Sender(client._calls))  # noqa: SLF001 - private to apps
