"""Call APIs with the access token, which is sent to the configured origins only (RFC 6750)."""

from ..encoding.characters import parse_digits
from ..encoding.url import parse_url, resolve
from ..errors import ArgumentRefused, StepUpRequired, SubjectMismatch, TransportFailed
from ..protocol.challenge import parse_challenge
from ..protocol.token_endpoint import parse_user_info_response, user_info_request
from ..session.context import Context
from ..session.record import SessionRecord
from ..session.renewal import MARGIN_SECONDS, Renewal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, Protocol, TypeVar

    from ..protocol.http import Response
    from ..session.events import EventName
    from ..session.states import Listener
    from .response import ApiResponse

    # Cognito's responses are read strictly, an API's as the app likes.
    Answer = TypeVar("Answer", Response, ApiResponse)

    class SignedInClient(Protocol):
        """The part of an `AuthClient` that `auth.calls.aws` and `auth.calls.libraries` use."""

        @property
        def _calls(self) -> "ApiCalls":
            """The session's calls."""

        def on(self, event: EventName, listener: Listener) -> Callable[[], None]:
            """Call `listener` when `event` happens."""


MAX_AGE_DIGITS = 10

NEW_SECONDS = 60
"""The age below which a renewed token is not renewed again because an API refuses it."""


def require_no_step_up(response: "Answer") -> None:
    """Raise StepUpRequired for a 401 that asks for a new sign-in (RFC 9470 3)."""
    challenge = parse_challenge(response.headers.get("www-authenticate", ""))
    if challenge.get("error") == "insufficient_user_authentication":
        raise StepUpRequired(
            max_age=parse_digits(challenge.get("max_age", ""), at_most=MAX_AGE_DIGITS),
            acr_values=challenge.get("acr_values", ""),
        )


class ApiCalls:
    """Sends requests with the access token, and renews it once after a 401.

    `auth.calls.aws` and `auth.calls.libraries` use it, too.
    """

    def __init__(
        self,
        context: Context,
        renewal: Renewal,
        step_up: "Callable[[StepUpRequired, object], None]",
    ) -> None:
        config = self.config = context.config
        self.runtime = context.runtime
        self._origins = config.api_origins or (parse_url(config.redirect_uri).origin,)
        self._current = context.current
        self._renewal = renewal
        self._step_up = step_up
        self._refused_token = ""

    async def fetch(self, url: str, **arguments: "Any") -> "ApiResponse":  # noqa: ANN401 - those of `Call`
        """Call an API of an allowed origin; see `AuthClient.fetch`."""
        from .call import Call  # noqa: PLC0415 - nothing that a sign-in needs
        from .response import ApiTransport  # noqa: PLC0415

        call = Call(**arguments)
        address = self.address(url, self._origins, setting="api_origins")
        begun = self._current.required()
        # A stream is read after this call, and belongs to the same session.
        transport = ApiTransport(self.runtime.transport, lambda: self.require(begun))
        try:
            return await self.send(
                lambda token: transport.send(
                    call.request(address, ("Authorization", f"Bearer {token}"))
                ),
                may_demand=True,
            )
        except StepUpRequired as demand:
            if call.step_up:
                self._step_up(demand, call.app_state)
            raise

    def address(self, url: str, origins: "tuple[str, ...]", *, setting: str) -> str:
        """Return the whole URL, without a fragment.

        Args:
            url: A path on this origin, or a URL.
            origins: The origins that are allowed.
            setting: The setting that lists them.

        Raises:
            ArgumentRefused: The URL is on another origin, or is invalid.
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

    def begin(self) -> SessionRecord:
        """Return the session that an operation belongs to, from its beginning to its end.

        Raises:
            SignInRequired: Nobody is signed in.
        """
        return self._current.required()

    def require(self, begun: SessionRecord) -> None:
        """Check that the session of an operation is still the current one.

        Args:
            begun: What `begin` returned.

        Raises:
            SignInRequired: The session has ended, or another one has replaced it.
        """
        self._current.required_of(begun)

    async def identity(self, begun: SessionRecord) -> SessionRecord:
        """Return the session with a valid ID token, after a renewal if necessary.

        Args:
            begun: What `begin` returned.

        Raises:
            AuthError: As `Renewal.access_token` does.
        """
        record = await self._renewal.valid(begun)
        left = record.claims.expires_at - self.runtime.clock.now()
        if left > MARGIN_SECONDS or record.refresh_token is None:
            return record
        return await self._renewal.replace(record)

    async def user_info(self) -> "dict[str, object]":
        """Request the person's attributes; see `AuthClient.fetch_user_info`."""
        begun, send = self._current.required(), self.runtime.transport.send
        response = await self.send(lambda token: send(user_info_request(self.config, token)))
        profile = parse_user_info_response(response)
        if profile.get("sub") != begun.claims.sub:
            raise SubjectMismatch("userInfo is about another person")
        return profile

    async def send(
        self, request_with: "Callable[[str], Awaitable[Answer]]", *, may_demand: bool = False
    ) -> "Answer":
        """Send with a valid token; after a 401 once more with a new one, if that may help.

        Args:
            request_with: Sends a request with an access token.
            may_demand: Whether a challenge may demand another sign-in: those of an API may.
        """
        used = await self._renewal.valid(self._current.required())
        response = await self._attempt(request_with, used, may_demand=may_demand)
        if response.status != 401 or not self._may_renew(used):
            return response
        renewed = await self._renewal.replace(used)
        response = await self._attempt(request_with, renewed, may_demand=may_demand)
        if response.status == 401:
            self._refused_token = renewed.access_token
        return response

    def _may_renew(self, used: SessionRecord) -> bool:
        """Check whether a new token may help after a 401: not if this one is new itself."""
        age = self.runtime.clock.now() - used.received_at
        is_new = used.sequence > 0 and 0 <= age < NEW_SECONDS
        is_refused = used.access_token == self._refused_token
        return used.refresh_token is not None and not is_new and not is_refused

    async def _attempt(
        self,
        request_with: "Callable[[str], Awaitable[Answer]]",
        used: SessionRecord,
        *,
        may_demand: bool,
    ) -> "Answer":
        """Send once. Raises SignInRequired if the session has ended when the response comes."""
        response = await request_with(used.access_token)
        self.require(used)
        if may_demand and response.status == 401:
            require_no_step_up(response)
        return response
