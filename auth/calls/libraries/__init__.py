"""Python's own HTTP libraries, signed in: `urllib.request` and `requests`, on Pyodide.

They wait for their answers, so the page stands still meanwhile, and they cannot wait for a renewal:
have a good token at hand with `await client.get_access_token()`. Where no library of somebody
else's asks for them, `client.fetch` is the better way; docs/libraries.md says more.
"""

from .sending import Sender

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..api import SignedInClient

__all__ = ["install_requests", "install_urllib"]


# Each imports its library now and not before: either takes longer to load than all of `auth`.


def install_urllib(client: "SignedInClient") -> None:
    """Have `urllib.request.urlopen` send the access token to the configured `api_origins`."""
    from .urllib_handler import install_opener  # noqa: PLC0415

    install_opener(Sender(client.resources))


def install_requests(client: "SignedInClient") -> None:
    """Have every `requests.Session` made from now on do likewise; `requests.get` makes one a call.

    Raises ImportError where the page has no `requests`.
    """
    from .requests_adapter import install_adapter  # noqa: PLC0415

    install_adapter(Sender(client.resources))
