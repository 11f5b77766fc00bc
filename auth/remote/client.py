"""RemoteClient: the methods of `AuthClient` for a program that does not have the tokens."""

from ..errors import MalformedResponse
from ..flows.autorun import autorun
from ..flows.sign_out import SignOutResult
from ..session.events import Events
from .link import Link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from typing import Any, Literal

    from ..calls.call import Body
    from ..calls.response import ApiResponse
    from ..ports import Clock
    from ..session.events import EventName
    from ..session.states import Listener, Session
    from .port import Port

CONNECT_SECONDS = 30
"""How long the owner may take to answer the first message."""


class RemoteClient:
    """Asks the owner of a session for what `AuthClient` does itself.

    The methods have the arguments and errors of those of `AuthClient`. If the owner is gone or does
    not answer, they raise TransportFailed as well, and the session is `signed_out` with that error.

    Args:
        port: The client's end of a port that an `Owner` serves.
        clock: Measures time limits.
    """

    def __init__(self, port: "Port", clock: "Clock") -> None:
        self._link = Link(port, clock)
        self._current = self._link.current
        self._taken_of = -1
        self._events = Events(self._current)  # type: ignore[arg-type] # it only subscribes

    @property
    def session(self) -> "Session":
        """The session as the owner sent it last; reading it counts as no activity."""
        return self._current.session

    def on(self, event: "EventName", listener: "Listener") -> "Callable[[], None]":
        """Call `listener` when `event` happens; see `AuthClient.on`."""
        return self._events.on(event, listener)

    async def start(self) -> "Session":
        """Connect to the owner, which `remote_client` has done already, and return the session.

        Raises:
            TransportFailed: The owner does not answer, or refuses the connection.
        """
        await self._link.connect(CONNECT_SECONDS)
        return self.session

    def sign_in(
        self,
        *,
        return_to: str | None = None,
        app_state: object = None,
        max_age: int | None = None,
        **parameters: str,
    ) -> "Coroutine[Any, Any, None]":
        """Let the owner's page navigate to Cognito's sign-in page; see `AuthClient.sign_in`.

        The request has been sent when this returns: `await` is only needed for its errors.
        """
        call = self._link.call(
            "sign_in",
            return_to=return_to,
            app_state=app_state,
            max_age=max_age,
            parameters=parameters,
        )
        return autorun(self._entered(call))

    def sign_up(
        self, *, return_to: str | None = None, app_state: object = None, **parameters: str
    ) -> "Coroutine[Any, Any, None]":
        """Let the owner's page navigate to Cognito's page for new accounts."""
        call = self._link.call(
            "sign_up", return_to=return_to, app_state=app_state, parameters=parameters
        )
        return autorun(self._entered(call))

    def reset_password(
        self, *, return_to: str | None = None, app_state: object = None, **parameters: str
    ) -> "Coroutine[Any, Any, None]":
        """Let the owner's page navigate to Cognito's page for forgotten passwords."""
        call = self._link.call(
            "reset_password", return_to=return_to, app_state=app_state, parameters=parameters
        )
        return autorun(self._entered(call))

    def take_app_state(self) -> object:
        """Return the session's `app_state` once, and let the owner remove it.

        Each program that asks before the others have taken it gets it.
        """
        current = self._current
        app_state, is_taken = current.session.app_state, self._taken_of == current.number
        if app_state is None or is_taken:
            return None
        self._taken_of = current.number
        self._link.ask("take_app_state")
        return app_state

    def record_activity(self) -> None:
        """Record that the person is active now. Keys and clicks on the owner's page count too."""
        self._link.send("active")

    async def get_access_token(self) -> str:
        """Return a valid access token, if the owner hands it out.

        Raises:
            ArgumentRefused: The owner keeps the token: use `fetch`.
            SignInRequired: As `AuthClient.get_access_token`; or TransportFailed and the others.
        """
        value = await self._of_this_session("get_access_token")
        if not isinstance(value, str):
            raise MalformedResponse("get_access_token: the owner did not send a string")
        return value

    async def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: "Mapping[str, str] | None" = None,
        body: "Body | None" = None,
        json: object = None,
        timeout: float = 30.0,  # noqa: ASYNC109 - the owner keeps it, not asyncio
        stream: bool = False,
        signal: object = None,
        step_up: bool = False,
        app_state: object = None,
    ) -> "ApiResponse":
        """Let the owner call an API with the access token; see `AuthClient.fetch`.

        A path in `url` is one of the owner's page. `FormData` and `URLSearchParams` are sent as a
        Blob.
        """
        from ..calls.call import Call  # noqa: PLC0415 - not before it is used
        from .fetching import fetch  # noqa: PLC0415 - likewise

        call = Call(
            method=method,
            headers=headers or {},
            body=body,
            json_value=json,
            timeout=timeout,
            stream=stream,
            signal=signal,
            step_up=step_up,
            app_state=app_state,
        )
        return await fetch(self._link, url, call)

    async def fetch_user_info(self) -> "dict[str, object]":
        """Return the person's attributes from Cognito; see `AuthClient.fetch_user_info`."""
        value = await self._of_this_session("fetch_user_info")
        if not isinstance(value, dict):
            raise MalformedResponse("fetch_user_info: the owner did not send an object")
        return value

    async def refresh(self) -> "Session":
        """Renew the tokens now, and return the session after it; see `AuthClient.refresh`."""
        await self._of_this_session("refresh")
        return self.session

    async def revoke(self) -> bool:
        """Revoke the refresh token; see `AuthClient.revoke`."""
        return await self._of_this_session("revoke") is True

    def sign_out(
        self, *, hosted: bool = True, then: "Literal['logout_uri', 'sign_in']" = "logout_uri"
    ) -> "Coroutine[Any, Any, SignOutResult]":
        """Sign out in every tab, then at Cognito; see `AuthClient.sign_out`."""
        return autorun(self._signed_out(self._link.call("sign_out", hosted=hosted, then=then)))

    def close(self) -> None:
        """End the connection; the session and the owner stay."""
        self._link.close()

    async def _of_this_session(self, name: str) -> object:
        """Call a method, and return its result if its session is still there.

        Raises:
            SignInRequired: That session has ended, or another one has replaced it.
        """
        number = self._current.number
        value = await self._link.call(name)
        self._link.require(number)
        return value

    async def _entered(self, call: "Coroutine[Any, Any, object]") -> None:
        await call

    async def _signed_out(self, call: "Coroutine[Any, Any, object]") -> SignOutResult:
        value = await call
        if not isinstance(value, dict) or set(value) != {"local", "revoked", "hosted"}:
            raise MalformedResponse("sign_out: the owner did not send a result")
        return SignOutResult(**value)
