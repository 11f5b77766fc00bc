"""AuthClient: sign-in, the session that follows, calls to an API, and sign-out.

The facade of the package: it delegates to `flows`, which sign in and out, to `session`, which keeps
the session alive and the tabs together, and to `calls`, which use the access token.
"""

from .calls.api import ApiCalls
from .config import AuthConfig
from .errors import ArgumentRefused, AuthError
from .flows.begun import begun, nothing
from .flows.resume import Resume
from .flows.sign_in import SignIn
from .flows.sign_out import SignOut, SignOutResult
from .ports import Runtime
from .session.context import Context
from .session.events import Events
from .session.keepalive import KeepAlive
from .session.renewal import Renewal
from .session.states import BOOTING, Session

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping
    from typing import Any, Literal

    from .calls.call import Body
    from .calls.response import ApiResponse


class AuthClient:
    """One app client of one user pool, in one page."""

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        context = self._context = Context(config, runtime)
        self._config, self._runtime = config, runtime
        self._current, self._tabs = context.current, context.tabs
        renewal = self._renewal = Renewal(context)
        self._events = Events(context.current)
        self._sign_in = SignIn(context)
        self._sign_out = SignOut(context)
        self._resume = Resume(context, renewal, lambda: self._enter(None, None, None))
        self._keepalive = KeepAlive(context, renewal, self._sign_out.expire)
        self.resources = ApiCalls(context, renewal)
        self._ignore: Callable[[], None] | None = None

    @property
    def session(self) -> Session:
        """The session as it stands; looking changes nothing and extends nothing."""
        return self._current.session

    def subscribe(self, listener: "Callable[[Session], None]") -> "Callable[[], None]":
        """Call `listener` with every new session; return a function that unsubscribes."""
        return self._current.subscribe(listener)

    def on(self, event: str, listener: "Callable[[Session], None]") -> "Callable[[], None]":
        """Call `listener` when one of `auth.session.events.EVENTS` happens.

        Returns a function that unsubscribes. Raises ArgumentRefused for any other name.
        """
        return self._events.on(event, listener)

    async def start(self) -> Session:
        """Finish the sign-in that the address bar tells of, or restore the session there is.

        Call it once, before anything else. It never raises for what a visitor brings along: what
        went wrong stands in the session's `error`.
        """
        callback = self._sign_in.arrive()
        if self.session.state != BOOTING:
            return self.session
        self._tabs.listen(self._keepalive.note_activity)
        self._ignore = self._runtime.lifecycle.listen(
            self._noticed, activity=self._config.idle_timeout_seconds > 0
        )
        self._keepalive.start()
        try:
            record = self._current.load()
            transaction = self._sign_in.take(callback)
        except AuthError as error:
            self._current.report("nothing_stored", error=error)
            return self.session
        if callback is None:
            await self._resume.run(record)
        else:
            await self._sign_in.finish(callback, transaction)
        return self.session

    def sign_in(
        self,
        *,
        return_to: str | None = None,
        app_state: object = None,
        max_age: int | None = None,
        **parameters: str,
    ) -> "Coroutine[Any, Any, None]":
        """Leave for Cognito's sign-in page.

        `return_to` is where to come back to, a path on this origin (default: this page);
        `app_state` any JSON value, given back in the session; `max_age` in seconds makes people
        sign in again who last did so longer ago; `parameters` are the optional ones of
        `AuthConfig`, by their wire names. A second call while the first is leaving does nothing.
        All is done when this returns: `await` is allowed and changes nothing.

        Raises ArgumentRefused, and StorageUnavailable while there is still time to say so.
        """
        self._sign_in.begin(
            path=None,
            return_to=return_to,
            app_state=app_state,
            max_age=max_age,
            parameters=tuple(parameters.items()),
        )
        return begun(nothing())

    def sign_up(
        self, *, return_to: str | None = None, app_state: object = None, **parameters: str
    ) -> "Coroutine[Any, Any, None]":
        """Leave for Cognito's page that makes a new account, and come back signed in.

        Takes `parameters` and raises as `sign_in` does.
        """
        self._enter("/signup", return_to, app_state, parameters)
        return begun(nothing())

    def reset_password(
        self, *, return_to: str | None = None, app_state: object = None, **parameters: str
    ) -> "Coroutine[Any, Any, None]":
        """Leave for Cognito's page for forgotten passwords.

        Takes `parameters` and raises as `sign_in` does.
        """
        self._enter("/forgotPassword", return_to, app_state, parameters)
        return begun(nothing())

    def record_activity(self) -> None:
        """Say that the person is active: it is what `idle_timeout_seconds` counts from.

        Keys and pointers are noticed by themselves; a playing video, say, is not.
        """
        self._keepalive.record_activity()

    async def get_access_token(self) -> str:
        """Give an access token that is good for now, renewed if need be.

        Raises SignInRequired, or TransportFailed and its like when it could not be renewed.
        """
        return await self._renewal.access_token()

    async def fetch(
        self,
        url: str,
        *,
        method: str = "GET",
        headers: "Mapping[str, str] | None" = None,
        body: "Body | None" = None,
        json: object = None,
        timeout: float = 30.0,  # noqa: ASYNC109 - the browser keeps it, not asyncio
        stream: bool = False,
        signal: object = None,
    ) -> "ApiResponse":
        """Call an API with the access token as a Bearer token (RFC 6750 2.1).

        A 401 is answered with one renewal and one repetition; a second 401, and every other
        status, is for the caller to judge. Redirects are not followed.

        Args:
            url: A path on this origin, or a URL on one of the configured `api_origins`.
            method: The HTTP method.
            headers: More headers; `Authorization` is not one of them.
            body: A string, bytes, or an object that the browser's `fetch` sends: FormData, Blob.
            json: A value to send as JSON, in place of `body`.
            timeout: Seconds until the request is given up; of a stream, until its body begins.
            stream: Whether to return when the body begins: `async for chunk in response`.
            signal: An AbortSignal of the browser's, which aborts the request or the stream.

        Returns:
            The response, whatever its status.

        Raises:
            ArgumentRefused: Another origin, or an argument that no request can be made of.
            SignInRequired: Nobody is signed in, or no longer the person who was.
            StepUpRequired: The API wants a fresher or stronger sign-in (RFC 9470).
            ApiRequestFailed: The API sent no response, or a redirect.
            TransportFailed: The token had to be renewed, and Cognito sent no response.
        """
        from .calls.call import Call  # noqa: PLC0415 - nothing that a sign-in needs

        call = Call(
            method=method,
            headers=headers or {},
            body=body,
            json_value=json,
            timeout=timeout,
            stream=stream,
            signal=signal,
        )
        return await self.resources.fetch(url, call)

    async def fetch_user_info(self) -> "dict[str, object]":
        """Give the person's attributes, fresh from Cognito (OIDC Core 5.3).

        Booleans are texts here: that is how Cognito sends them. Raises SubjectMismatch,
        SignInRequired, TokenRequestRejected, MalformedResponse or TransportFailed.
        """
        return await self.resources.user_info()

    async def refresh(self) -> Session:
        """Renew the tokens now.

        Raises SignInRequired, TokenRequestRejected, MalformedResponse or TransportFailed.
        """
        await self._renewal.replace(self._current.required())
        return self.session

    async def revoke(self) -> bool:
        """Revoke the refresh token and every token that came of it; tell whether that worked.

        The page stays signed in until its access token ends: sign out to forget that as well.
        Raises SignInRequired.
        """
        return bool(await self._context.exchange.revoke(self._current.required().refresh_token))

    def sign_out(
        self, *, hosted: bool = True, then: "Literal['logout_uri', 'sign_in']" = "logout_uri"
    ) -> "Coroutine[Any, Any, SignOutResult]":
        """Sign out: here and in the other tabs, then revoke, then leave for Cognito's sign-out.

        Cognito's own session is ended by its `/logout` page, which then leads to `logout_uri`, or
        with `then="sign_in"` straight to the sign-in page, for somebody else to sign in. With
        `hosted=False` it is left alone, and the next sign-in asks for no password for up to an
        hour. The result says which parts worked; nothing else raises.

        All tabs are signed out when this returns; the rest is done whether or not it is awaited.

        Raises ArgumentRefused for any other argument, before anything happens.
        """
        if then not in ("logout_uri", "sign_in"):
            raise ArgumentRefused(f'then: got {then!r}, expected "logout_uri" or "sign_in"')
        if not isinstance(hosted, bool):
            raise ArgumentRefused(f"hosted: got {hosted!r}, expected True or False")
        if not hosted:
            if then != "logout_uri":
                raise ArgumentRefused('got then="sign_in" with hosted=False, which goes nowhere')
            return self._sign_out.run(None)
        if then == "sign_in":
            return self._sign_out.run(lambda: self._enter("/logout", None, None))
        return self._sign_out.run(self._sign_out.leave)

    def hand_over(self) -> None:
        """Make way for another client on this page, which takes the session up in `start`.

        A session that is in storage is simply there. One in memory alone is kept until that other
        client asks for it.
        """
        self._keepalive.stop()
        self._tabs.leave(handing_over=self._config.token_storage == "memory")
        if self._ignore is not None:
            self._ignore()

    def _enter(
        self,
        path: str | None,
        return_to: str | None,
        app_state: object,
        parameters: "dict[str, str] | None" = None,
    ) -> None:
        self._sign_in.begin(
            path=path,
            return_to=return_to,
            app_state=app_state,
            max_age=None,
            parameters=tuple((parameters or {}).items()),
        )

    def _noticed(self, moment: str) -> None:
        """Catch up with what happened while no code was running."""
        if moment == "brought_back":
            self._resume.come_back()
        if moment == "active":
            self._keepalive.record_activity()
        elif moment != "left":
            self._keepalive.check_now()
