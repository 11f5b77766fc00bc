"""AuthClient: sign-in, the session that follows, calls to an API, and sign-out.

`start` and `sign_in` are the two halves of the flow and can be read aloud. What they decide is
decided in `auth.protocol`; what they do to the world is done by a port of `auth.runtime`.
"""

from auth.config import AuthConfig
from auth.errors import ArgumentRefused, AuthError, MalformedResponse, SignInRequired
from auth.exchange import TokenExchange
from auth.protocol.authorization import (
    Transaction,
    build_authorization_url,
    new_transaction,
    safe_return_to,
)
from auth.protocol.callback import (
    AuthorizationGrant,
    Callback,
    clean_url,
    parse_callback,
    read_callback,
)
from auth.protocol.http import Response
from auth.protocol.strict_json import parse_object
from auth.protocol.url import parse_url
from auth.publisher import SessionPublisher
from auth.records import SessionRecord, SessionStore, TransactionStore
from auth.renewal import Renewal
from auth.resources import ProtectedResources
from auth.runtime import Runtime
from auth.session import BOOTING, SIGNING_IN, Session
from auth.sign_out import SignOut, SignOutResult

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class AuthClient:
    """One app client of one user pool, in one page."""

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        self._config = config
        self._runtime = runtime
        self._publisher = SessionPublisher()
        self._store = SessionStore(config, runtime.storage)
        self._transactions = TransactionStore(runtime.storage, runtime.clock)
        self._exchange = TokenExchange(config, runtime)
        self._renewal = Renewal(
            config, runtime, store=self._store, exchange=self._exchange, publisher=self._publisher
        )
        self._resources = ProtectedResources(
            config, runtime, store=self._store, renewal=self._renewal
        )
        self._sign_out = SignOut(config, runtime, store=self._store, publisher=self._publisher)
        self._interrupted: Transaction | None = None

    @property
    def session(self) -> Session:
        """The session as it stands; looking changes nothing."""
        return self._publisher.session

    def subscribe(self, listener: "Callable[[Session], None]") -> "Callable[[], None]":
        """Call `listener` with every new session; give the function that stops this."""
        return self._publisher.subscribe(listener)

    async def start(self) -> Session:
        """Finish the sign-in that the address bar tells of, or restore the session there is.

        Call it once, before anything else. It never raises for what a visitor brings along: what
        went wrong stands in the session's `error`.
        """
        url = self._runtime.navigation.current_url()
        callback = read_callback(url, self._config.redirect_uri)
        if callback is not None:
            self._runtime.navigation.replace_url(clean_url(url, self._config.redirect_uri))
        if self.session.state != BOOTING:
            return self.session
        self._runtime.channel.listen(self._heard)
        try:
            record = self._store.restore()
            transaction = self._transactions.take(callback.state) if callback else None
        except AuthError as error:
            return self._publisher.move("nothing_stored", error=error)
        if callback is None:
            return await self._resume(record)
        return await self._finish(callback, transaction, record)

    async def sign_in(
        self,
        *,
        return_to: str | None = None,
        app_state: object = None,
        max_age: int | None = None,
        **parameters: str,
    ) -> None:
        """Leave for Cognito's sign-in page.

        `return_to` is where to come back to, a path on this origin (default: this page);
        `app_state` any JSON value, given back in the session; `max_age` in seconds makes people
        sign in again who last did so longer ago; `parameters` are the optional ones of
        `AuthConfig`, by their wire names. A second call while the first is leaving does nothing.

        Raises ArgumentRefused, and StorageUnavailable while there is still time to say so.
        """
        if self.session.state == SIGNING_IN:
            return
        transaction = self._new_transaction(return_to, app_state, max_age)
        pairs = tuple(parameters.items())
        url = build_authorization_url(self._config, transaction, parameters=pairs)
        self._transactions.put(transaction)
        self._publisher.move("sign_in_started", record=self._store.record)
        self._runtime.navigation.go(url)

    def came_back(self) -> Session:
        """Say that the browser brought this page back as it was left (HTML, `pageshow`).

        Whatever was shown may be untrue by now: the session is read again.
        """
        user = self.session.user
        try:
            record = self._store.restore()
        except AuthError:
            record = None
        if user and (record is None or record.claims.sub != user.sub):
            self._leave_elsewhere()
        if record is not None and not self.session.is_signed_in:
            return self._publisher.move("session_restored", record=record)
        if self.session.state == SIGNING_IN:
            return self._publisher.move("sign_in_abandoned")
        return self.session

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
        headers: "tuple[tuple[str, str], ...]" = (),
        body: str | bytes | None = None,
    ) -> Response:
        """Call an API with the access token as a Bearer token (RFC 6750 2.1).

        `url` is a path on this origin or a URL on one of the configured `api_origins`; redirects
        are not followed. A 401 is answered with one renewal and one repetition; a second 401, and
        every other status, is the caller's to judge.

        Raises ArgumentRefused for any other origin, SignInRequired, or TransportFailed.
        """
        return await self._resources.fetch(url, method=method, headers=headers, body=body)

    async def fetch_user_info(self) -> "dict[str, object]":
        """Give the person's attributes, fresh from Cognito (OIDC Core 5.3).

        Booleans are texts here: that is how Cognito sends them. Raises SubjectMismatch,
        SignInRequired, TokenRequestRejected, MalformedResponse or TransportFailed.
        """
        return await self._resources.user_info()

    async def refresh(self) -> Session:
        """Renew the tokens now.

        Raises SignInRequired, TokenRequestRejected, MalformedResponse or TransportFailed.
        """
        await self._renewal.replace(self._required_record())
        return self.session

    async def revoke(self) -> bool:
        """Revoke the refresh token and every token that came of it; tell whether that worked.

        The page stays signed in until its access token ends: sign out to forget that as well.
        Raises SignInRequired.
        """
        return bool(await self._sign_out.revoke(self._required_record().refresh_token))

    async def sign_out(self, *, hosted: bool = True) -> SignOutResult:
        """Sign out: here and in the other tabs, then revoke, then leave for Cognito's sign-out.

        Without the last part (`hosted=False`) the next sign-in asks for no password for up to an
        hour. Nothing raises: the result says which parts worked.
        """
        return await self._sign_out.run(hosted=hosted)

    def close(self) -> None:
        """Stop listening to the other tabs; this client is of no more use."""
        self._runtime.channel.close()

    def _required_record(self) -> SessionRecord:
        if self._store.record is None:
            raise SignInRequired
        return self._store.record

    async def _resume(self, record: SessionRecord | None) -> Session:
        """Take up a stored session, renewing it where it is due; without one, wait or sign in."""
        try:
            if record is not None:
                self._publisher.move("session_restored", record=record)
                await self._renewal.access_token()
            elif self._config.sign_in_on_load:
                await self.sign_in()
            else:
                self._publisher.move("nothing_stored")
        except AuthError as error:
            if self.session.state == BOOTING:
                self._publisher.move("nothing_stored", error=error)
        return self.session

    async def _finish(
        self, callback: Callback, transaction: Transaction | None, record: SessionRecord | None
    ) -> Session:
        """Answer a callback; one that is not for us leaves a live session in peace."""
        try:
            grant = parse_callback(callback, transaction, self._config)
        except AuthError as error:
            self._interrupted = transaction
            if record is not None:
                known = error if transaction else None
                return self._publisher.move("session_restored", record=record, error=known)
            return self._publisher.move("callback_refused", error=error)
        self._publisher.move("callback_received")
        return await self._redeem(grant, grant.transaction)

    async def _redeem(self, grant: AuthorizationGrant, transaction: Transaction) -> Session:
        """Exchange the code, once, and publish the session that comes of it."""
        generation = self._publisher.generation
        try:
            record = await self._exchange.redeem(grant)
            if self._is_late(generation):
                return self.session
            self._store.put(record)
        except AuthError as error:
            return self.session if self._is_late(generation) else self._failed(transaction, error)
        if self._leaves_for(transaction.return_to):
            return self.session
        return self._publisher.move("tokens_accepted", record=record)

    def _is_late(self, generation: int) -> bool:
        """Whether something else has decided about the session meanwhile."""
        return generation != self._publisher.generation or self.session.state != SIGNING_IN

    def _failed(self, transaction: Transaction, error: AuthError) -> Session:
        """Report a failed exchange; who was signed in before it still is."""
        self._interrupted = transaction
        record = self._store.record
        event = "session_restored" if record else "sign_in_failed"
        return self._publisher.move(event, record=record, error=error)

    def _leaves_for(self, return_to: str) -> bool:
        """Show the page that the person came from; tell whether that means loading it."""
        navigation = self._runtime.navigation
        here = parse_url(navigation.current_url())
        try:
            target = here.origin + safe_return_to(return_to, here.origin)
        except ArgumentRefused:
            return False
        if parse_url(target).path == here.path or self._config.token_storage == "memory":
            if return_to != here.path:
                navigation.replace_url(target)
            return False
        navigation.go(target, replace=True)
        return True

    def _new_transaction(
        self, return_to: str | None, app_state: object, max_age: int | None
    ) -> Transaction:
        page = clean_url(self._runtime.navigation.current_url(), self._config.redirect_uri)
        here = self._interrupted.return_to if self._interrupted else page
        return new_transaction(
            self._config,
            random_bytes=self._runtime.crypto.random_bytes,
            now=self._runtime.clock.now(),
            return_to=safe_return_to(return_to or here, page),
            app_state=app_state,
            max_age=max_age,
        )

    def _heard(self, message: str) -> None:
        """Follow a sign-out in another tab, if it is of the same person."""
        try:
            said = parse_object(message)
        except MalformedResponse:
            return
        record = self._store.record
        if record and said.get("event") == "signed_out" and said.get("sub") == record.claims.sub:
            self._store.clear()
            self._leave_elsewhere()

    def _leave_elsewhere(self) -> None:
        """End the session that is shown, if one is."""
        if self.session.is_signed_in:
            self._publisher.move("signed_out_elsewhere", reason="signed_out_elsewhere")
