"""AuthClient, the facade of the package: sign-in, session, calls to an API, and sign-out."""

from .config import AuthConfig
from .errors import AuthError
from .flows.autorun import autorun, nothing
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

    from .calls.api import ApiCalls
    from .calls.call import Body
    from .calls.response import ApiResponse
    from .session.events import EventName
    from .session.states import Listener


class AuthClient:
    """One app client of one user pool, in one page.

    Every call belongs to the session that is there when the call begins. If that session ends, or
    another one replaces it, before the call is done, the call raises SignInRequired.
    """

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        """Create the client; it has no effect before `start`.

        Args:
            config: The settings of the app client.
            runtime: The ports; in a browser, `auth.browser.runtime()`.
        """
        context = self._context = Context(config, runtime)
        self._config, self._runtime = config, runtime
        self._current, self._tabs = context.current, context.tabs
        renewal = self._renewal = Renewal(context)
        self._events = Events(context.current)
        self._sign_in = SignIn(context)
        self._sign_out = SignOut(context, self._sign_in)
        self._resume = Resume(context, renewal, self._sign_in.begin)
        self._keepalive = KeepAlive(context, renewal, self._sign_out.expire)
        self._made_calls: ApiCalls | None = None
        self._ignore: Callable[[], None] | None = None

    @property
    def session(self) -> Session:
        """The session at this moment; reading it changes nothing and counts as no activity."""
        return self._current.session

    def on(self, event: "EventName", listener: "Listener") -> "Callable[[], None]":
        """Call `listener` when `event` happens.

        An exception in it is printed on the console, and the other listeners are still called.

        Args:
            event: One of `auth.session.events.EVENTS`; `changed` comes with every new session.
            listener: A function or a coroutine function, called with the session after the event.

        Returns:
            A function that unsubscribes.

        Raises:
            ArgumentRefused: There is no such event, or `listener` is not such a function.
        """
        return self._events.on(event, listener)

    async def start(self) -> Session:
        """Finish the sign-in that the address bar contains, or restore the stored session.

        Call it once, before anything else. An invalid callback or stored session does not raise.

        Returns:
            The session; its `error` is the reason if a sign-in failed.
        """
        callback = self._sign_in.arrive()
        if self.session.state != BOOTING:
            return self.session
        self._tabs.listen(self._keepalive.note_activity)
        activity = self._config.idle_timeout_seconds > 0
        self._ignore = self._runtime.lifecycle.listen(self._noticed, activity=activity)
        self._keepalive.start()
        try:
            transaction = self._sign_in.take(callback)
            self._current.load()
            self._keepalive.check_limits()
        except AuthError as error:
            self._current.report("nothing_stored", error=error)
            return self.session
        if callback is None:
            await self._resume.run(self._current.record)
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
        """Navigate to Cognito's sign-in page; a second call meanwhile has no effect.

        The navigation has begun when this returns: `await` is allowed, but not needed.

        Args:
            return_to: The path on this origin to return to; None for this page.
            app_state: Any JSON value; after the sign-in it is the session's `app_state`.
            max_age: Ask for the password again if the last sign-in was more seconds ago.
            parameters: Optional parameters of `AuthConfig`, by their wire names: `acr_values`, …

        Raises:
            ArgumentRefused: `return_to` is on another origin, or a parameter is unknown.
            StorageUnavailable: The browser blocks sessionStorage, or it is full.
        """
        self._sign_in.begin(
            return_to=return_to, app_state=app_state, max_age=max_age, parameters=parameters
        )
        return autorun(nothing())

    def sign_up(
        self, *, return_to: str | None = None, app_state: object = None, **parameters: str
    ) -> "Coroutine[Any, Any, None]":
        """Navigate to Cognito's page for new accounts; arguments and errors as in `sign_in`."""
        self._sign_in.begin(
            "/signup", return_to=return_to, app_state=app_state, parameters=parameters
        )
        return autorun(nothing())

    def reset_password(
        self, *, return_to: str | None = None, app_state: object = None, **parameters: str
    ) -> "Coroutine[Any, Any, None]":
        """Navigate to Cognito's page for forgotten passwords; otherwise as `sign_in`."""
        self._sign_in.begin(
            "/forgotPassword", return_to=return_to, app_state=app_state, parameters=parameters
        )
        return autorun(nothing())

    def take_app_state(self) -> object:
        """Return the session's `app_state` and remove it, so that it is acted on once at most."""
        return self._current.take_app_state()

    def record_activity(self) -> None:
        """Record other activity than keys and clicks, such as a video (`idle_timeout_seconds`)."""
        self._keepalive.record_activity()

    async def get_access_token(self) -> str:
        """Return a valid access token, after a renewal if necessary.

        Raises:
            SignInRequired: Nobody is signed in, or the session ended meanwhile.
            TransportFailed: The token has expired, and no response came; or TokenRequestRejected,
                MalformedResponse.
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
        step_up: bool = False,
        app_state: object = None,
    ) -> "ApiResponse":
        """Call an API with the access token as a Bearer token (RFC 6750 2.1).

        After a 401 for an older token, it is renewed and the call repeated. Redirects are errors.

        Args:
            url: A path on this origin, or a URL on one of the configured `api_origins`.
            method: The HTTP method.
            headers: More headers, except `Authorization`.
            body: A string, bytes, or an object that the browser's `fetch` sends: FormData, Blob.
            json: A value to send as JSON, in place of `body`.
            timeout: Seconds until the request is given up; of a stream, until its body begins.
            stream: Whether to return when the body begins: `async for chunk in response`.
            signal: A JavaScript AbortSignal, which aborts the request or the stream.
            step_up: Whether to leave for the sign-in that StepUpRequired demands, once a minute.
            app_state: Any JSON value; after that sign-in it is the session's `app_state`.

        Returns:
            The response, whatever its status.

        Raises:
            ArgumentRefused: The URL is on an unlisted origin, or an argument is invalid.
            SignInRequired: Nobody is signed in, or the session ended meanwhile.
            StepUpRequired: The API requires a more recent or stronger sign-in (RFC 9470).
            ApiRequestFailed: The API sent no response, or a redirect.
            TransportFailed: The token had to be renewed, and Cognito sent no response.
        """
        return await self._calls.fetch(
            url,
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

    async def fetch_user_info(self) -> "dict[str, object]":
        """Return the person's attributes from Cognito's userInfo endpoint (OIDC Core 5.3).

        Returns:
            Claims by name; `email_verified` and `phone_number_verified` are booleans.

        Raises:
            SignInRequired: Nobody is signed in, or the session ended meanwhile.
            SubjectMismatch: The response is about another person.
            TransportFailed: No response came; or TokenRequestRejected, MalformedResponse.
        """
        return await self._calls.user_info()

    @property
    def _calls(self) -> "ApiCalls":
        if self._made_calls is None:
            from .calls.api import ApiCalls  # noqa: PLC0415 - nothing that a sign-in needs

            self._made_calls = ApiCalls(self._context, self._renewal, self._sign_in.step_up)
        return self._made_calls

    async def refresh(self) -> Session:
        """Renew the tokens now.

        Returns:
            The session after the renewal.

        Raises:
            SignInRequired: Nobody is signed in, the session ended, or it has no refresh token.
            TransportFailed: No response came; or TokenRequestRejected, MalformedResponse.
        """
        await self._renewal.replace(self._current.required())
        return self.session

    async def revoke(self) -> bool:
        """Revoke the refresh token and its access tokens (RFC 7009); the page stays signed in.

        Returns:
            Whether Cognito confirmed it; False if there is no refresh token.

        Raises:
            SignInRequired: Nobody is signed in.
        """
        return bool(await self._context.exchange.revoke(self._current.required().refresh_token))

    def sign_out(
        self, *, hosted: bool = True, then: "Literal['logout_uri', 'sign_in']" = "logout_uri"
    ) -> "Coroutine[Any, Any, SignOutResult]":
        """Sign out in every tab, then at Cognito.

        When this returns, every tab has deleted the session. Then, awaited or not, its tokens are
        revoked, and the browser loads Cognito's `/logout`, which ends Cognito's own session.

        Args:
            hosted: False keeps Cognito's own session: for an hour, a sign-in needs no password.
            then: Where `/logout` redirects: to `logout_uri`, or to the sign-in page.

        Returns:
            Which parts worked.

        Raises:
            ArgumentRefused: An argument is invalid; nothing has happened.
        """
        return self._sign_out.run(hosted=hosted, then=then)

    def hand_over(self) -> None:
        """Hand the session over to the page's next client; until then, only reply to other tabs."""
        self._keepalive.stop()
        self._tabs.hand_over()
        if self._ignore is not None:
            self._ignore()
            self._ignore = None

    def _noticed(self, moment: str) -> None:
        """Handle an event of the page, such as its return from the bfcache or from sleep."""
        self._resume.notice(moment)
        if moment == "active":
            self._keepalive.record_activity()
        elif moment not in ("left", "stored"):
            self._keepalive.check_now()
