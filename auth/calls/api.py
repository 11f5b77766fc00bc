"""Call APIs with the access token, which is sent to the configured origins only (RFC 6750)."""

from ..encoding.characters import DIGITS, has_only
from ..encoding.url import parse_url, resolve
from ..errors import (
    ArgumentRefused,
    SignInRequired,
    StepUpRequired,
    SubjectMismatch,
    TransportFailed,
)
from ..protocol.challenge import parse_challenge
from ..protocol.token_endpoint import parse_user_info_response, user_info_request
from ..session.context import Context
from ..session.record import SessionRecord
from ..session.renewal import MARGIN_SECONDS, Renewal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Protocol, TypeVar

    from ..protocol.http import Response
    from ..session.states import Session
    from .call import Call
    from .response import ApiResponse

    # Cognito's responses are read strictly, an API's as the app likes.
    Answer = TypeVar("Answer", Response, ApiResponse)

    class SignedInClient(Protocol):
        """What `auth.calls.aws` and `auth.calls.libraries` need of an `AuthClient`."""

        resources: "ApiCalls"

        def subscribe(self, listener: Callable[[Session], None]) -> Callable[[], None]:
            """Call `listener` with every new session."""


MAX_AGE_DIGITS = 10


def require_no_step_up(response: "Answer") -> None:
    """Raise StepUpRequired for a 401 that asks for a new sign-in (RFC 9470 3)."""
    challenge = parse_challenge(response.headers.get("www-authenticate", ""))
    if challenge.get("error") == "insufficient_user_authentication":
        max_age = challenge.get("max_age", "")
        raise StepUpRequired(
            max_age=int(max_age) if _is_number(max_age) else None,
            acr_values=challenge.get("acr_values", ""),
        )


def _is_number(text: str) -> bool:
    return 0 < len(text) <= MAX_AGE_DIGITS and has_only(text, DIGITS)


class ApiCalls:
    """Sends requests with the access token, and renews it once where it is refused.

    Other ways to call in the person's name (`auth.calls.aws`, `auth.calls.libraries`) build on it.
    """

    def __init__(self, context: Context, renewal: Renewal) -> None:
        config = self.config = context.config
        self.runtime = context.runtime
        self._origins = config.api_origins or (parse_url(config.redirect_uri).origin,)
        self._current = context.current
        self._renewal = renewal

    async def fetch(self, url: str, call: "Call") -> "ApiResponse":
        """Call an API of an allowed origin; see `AuthClient.fetch`."""
        from .response import ApiTransport  # noqa: PLC0415 - nothing that a sign-in needs

        address = self.address(url, self._origins, setting="api_origins")
        send = ApiTransport(self.runtime.transport).send
        return await self._send(
            lambda token: send(call.request(address, ("Authorization", f"Bearer {token}")))
        )

    def address(self, url: str, origins: "tuple[str, ...]", *, setting: str) -> str:
        """Return the whole URL, without a fragment.

        Args:
            url: A path on this origin, or a URL.
            origins: The origins that are allowed.
            setting: The setting that lists them.

        Raises:
            ArgumentRefused: The URL is on another origin, or is none.
        """
        if not isinstance(url, str):
            raise ArgumentRefused(f"url: got {type(url).__name__}, expected a string")
        target = resolve(url, self.runtime.navigation.current_url())
        if target.origin not in origins:
            raise ArgumentRefused(
                f"url: {target.origin} is not one of the configured {setting}: add it there"
            )
        return target.with_query(target.query, None)

    def allows(self, url: str) -> bool:
        """Return whether the access token may be sent to `url`. Raises ArgumentRefused."""
        return resolve(url, self.runtime.navigation.current_url()).origin in self._origins

    def token_at_hand(self) -> str:
        """Return the access token to a caller that cannot wait for a renewal.

        Raises:
            SignInRequired: Nobody is signed in.
            TransportFailed: The token has expired.
        """
        record = self._current.required()
        if self._current.seconds_left() <= 0:
            raise TransportFailed("the access token has expired: await get_access_token() first")
        return record.access_token

    async def identity(self) -> SessionRecord:
        """Give the session with an ID token that is good for now, renewed if need be."""
        await self._renewal.access_token()
        record = self._current.required()
        left = record.claims.expires_at - self.runtime.clock.now()
        if left > MARGIN_SECONDS or record.refresh_token is None:
            return record
        return await self._renewal.replace(record)

    async def user_info(self) -> "dict[str, object]":
        """Ask Cognito who the person is; see `AuthClient.fetch_user_info`."""
        send = self.runtime.transport.send
        response = await self._send(lambda token: send(user_info_request(self.config, token)))
        profile, record = parse_user_info_response(response), self._current.record
        if record is None:
            raise SignInRequired
        if profile.get("sub") != record.claims.sub:
            raise SubjectMismatch("userInfo speaks of somebody else")
        return profile

    async def _send(self, request_with: "Callable[[str], Awaitable[Answer]]") -> "Answer":
        """Send with a good token; after one 401, once more with a new one, and no further."""
        await self._renewal.access_token()
        used = self._current.record
        if used is None:
            raise SignInRequired
        response = await self._attempt(request_with, used)
        if response.status != 401:
            return response
        require_no_step_up(response)
        return await self._attempt(request_with, await self._renewal.replace(used))

    async def _attempt(
        self, request_with: "Callable[[str], Awaitable[Answer]]", used: SessionRecord
    ) -> "Answer":
        """Send once; an answer that comes when that person has left is dropped."""
        response = await request_with(used.access_token)
        record = self._current.record
        if record is None or record.claims.sub != used.claims.sub:
            raise SignInRequired
        return response
