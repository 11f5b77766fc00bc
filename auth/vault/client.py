"""VaultClient: the client of a page whose session is in a vault."""

from ..browser.port import MessagePort
from ..browser.vault_port import open_vault_port
from ..errors import ArgumentRefused, TransportFailed
from ..remote.client import RemoteClient
from ..session.states import BOOTING, SIGNED_OUT, SIGNING_IN, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..calls.api import ApiCalls
    from ..ports import Clock


class VaultClient(RemoteClient):
    """A `RemoteClient` in place of the page's `AuthClient`."""

    async def start(self) -> Session:
        """Wait until the vault has finished or restored a sign-in; see `AuthClient.start`.

        Returns:
            The session; its `error` is the reason if a sign-in failed, or if there is no vault.
        """
        try:
            await super().start()
        except TransportFailed as error:
            self._current.replace(Session(SIGNED_OUT, error=error), 1)
            return self.session
        decided, decide = self._link.port.completion()
        stop = self.on("changed", lambda session: None if is_open(session) else decide())
        if is_open(self.session):
            await decided
        stop()
        return self.session

    def hand_over(self) -> None:
        """Leave the page to another program's client."""
        self.close()

    @property
    def _calls(self) -> "ApiCalls":
        raise ArgumentRefused(
            'token_storage = "worker": this needs a token, which no program of the page has. Call'
            " client.fetch"
        )


def is_open(session: Session) -> bool:
    """Check whether it is still open if somebody is signed in."""
    is_exchanging = session.state == SIGNING_IN and session.event == "callback_received"
    return session.state == BOOTING or is_exchanging


def vault_client(clock: "Clock") -> VaultClient:
    """Return a client of the page's vault.

    Raises:
        ConfigurationError: This page has started no vault.
    """
    return VaultClient(MessagePort(open_vault_port()), clock)
