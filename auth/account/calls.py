"""Sends requests about the account of whoever is signed in."""

from ..calls.account_api import SCOPE
from ..errors import ArgumentRefused, ConfigurationError, StepUpRequired
from ..flows.sign_in import require_arguments
from ..protocol.acr import level_of, lowest_requested
from .errors import CodeMismatch
from .operations import account_request, parse_answer, with_oauth_status

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine
    from typing import Any, Protocol

    from ..calls.api import ApiCalls, SignedInClient
    from ..flows.sign_out import SignOutResult
    from ..protocol.http import Response
    from ..session.record import SessionRecord

    CreatePasskey = Callable[[str], Awaitable[tuple[str, str]]]

    class AccountClient(SignedInClient, Protocol):
        """The part of an `AuthClient` that `Account` uses."""

        def sign_out(self) -> Coroutine[Any, Any, SignOutResult]:
            """Sign out in every tab, then at Cognito."""


class AccountCalls:
    """Sends requests with the access token to the user pool that issued it.

    Args:
        calls: What renews the token and watches the session.
        max_age: How many seconds ago the person may have signed in to change the account; None for
            no limit.
        acr_values: The levels of sign-in that may change the account; "" for any.

    Raises:
        ConfigurationError: `scopes` lacks `aws.cognito.signin.user.admin`.
        ArgumentRefused: A sign-in would refuse `max_age` or `acr_values`.
    """

    def __init__(self, calls: "ApiCalls", *, max_age: int | None, acr_values: str) -> None:
        scopes, levels = calls.config.scopes, calls.config.acr_levels
        if SCOPE not in scopes:
            raise ConfigurationError("scopes", got=" ".join(scopes), expected=f"{SCOPE} among them")
        require_arguments(None, max_age, (("acr_values", acr_values),), levels)
        self._calls = calls
        self._max_age, self._acr_values = max_age, acr_values
        self._lowest = lowest_requested(acr_values, levels) or 0

    def begin(self) -> "SessionRecord":
        """Return the session that an operation belongs to. Raises SignInRequired."""
        return self._calls.begin()

    def begin_change(self) -> "SessionRecord":
        """Return the session that a change belongs to.

        Raises:
            SignInRequired: Nobody is signed in.
            StepUpRequired: The person signed in too long ago, or at a lower level.
        """
        begun, levels = self._calls.begin(), self._calls.config.acr_levels
        is_old = self._max_age is not None and self._age_of(begun) > self._max_age
        if is_old or level_of(begun.claims.get("acr"), levels) < self._lowest:
            raise StepUpRequired(max_age=self._max_age, acr_values=self._acr_values)
        return begun

    async def ask(
        self, operation: str, document: "dict[str, object]", begun: "SessionRecord"
    ) -> "dict[str, object]":
        """Send one request, and return what Cognito answers.

        Args:
            operation: The operation, such as `GetUser`.
            document: The members of the request, without the access token.
            begun: The session that it belongs to.

        Raises:
            AuthError: As the methods of `Account` do.
        """
        self._calls.require(begun)
        issuer = begun.claims.string("iss")
        transport = self._calls.runtime.transport

        async def attempt(access_token: str) -> "Response":
            request = account_request(issuer, operation, access_token, document)
            return with_oauth_status(await transport.send(request))

        return parse_answer(await self._calls.send(attempt))

    def _age_of(self, begun: "SessionRecord") -> float:
        """Return how many seconds ago the person signed in.

        Until the tokens were issued, this is by Cognito's clock; since then, by this device's.
        """
        auth_time, issued_at = begun.original.get("auth_time"), begun.original.get("iat")
        if not isinstance(auth_time, (int, float)) or not isinstance(issued_at, (int, float)):
            return float("inf")
        since = self._calls.runtime.clock.now() - begun.started_at
        return max(0.0, issued_at - auth_time) + since


def browsers_own() -> "CreatePasskey":
    """Return the function that creates passkeys in the browser."""
    from ..browser.passkeys import create_passkey  # noqa: PLC0415 - only in a page

    return create_passkey


def string(name: str, value: object, *, is_secret: bool = False) -> str:
    """Return an argument that is a string.

    Args:
        name: The argument.
        value: Anything.
        is_secret: Whether the message must not repeat the value.

    Raises:
        ArgumentRefused: It is not a string.
    """
    if isinstance(value, str):
        return value
    got = type(value).__name__ if is_secret else repr(value)
    raise ArgumentRefused(f"{name}: got {got}, expected a string")


def code_of(typed: object) -> str:
    """Return a code without the spaces that apps and e-mails show in it.

    Raises:
        CodeMismatch: Nothing was typed.
    """
    code = "".join(string("code", typed, is_secret=True).split())
    if not code:
        raise CodeMismatch
    return code
