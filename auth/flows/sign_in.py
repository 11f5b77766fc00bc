"""The two halves of a sign-in: leaving for Cognito, and coming back (RFC 6749 4.1)."""

from ..config import AuthConfig
from ..encoding.url import parse_url
from ..errors import ArgumentRefused, AuthError, StateMismatch
from ..ports import Runtime
from ..protocol.authorization import (
    Transaction,
    build_authorization_url,
    new_transaction,
    safe_return_to,
)
from ..protocol.callback import AuthorizationGrant, Callback, clean_url, parse_callback
from ..session.ended import name_of_code
from ..session.publisher import SessionPublisher
from ..session.records import SessionRecord, SessionStore, TransactionStore
from ..session.states import SIGNING_IN
from ..session.tabs import Tabs
from ..session.token_exchange import TokenExchange


class SignIn:
    """Starts sign-ins, and finishes those that were started here."""

    def __init__(
        self,
        config: AuthConfig,
        runtime: Runtime,
        *,
        store: SessionStore,
        exchange: TokenExchange,
        publisher: SessionPublisher,
        tabs: Tabs,
    ) -> None:
        self._config = config
        self._runtime = runtime
        self._store = store
        self._exchange = exchange
        self._publisher = publisher
        self._tabs = tabs
        self._transactions = TransactionStore(runtime.storage, runtime.clock)
        self._interrupted: Transaction | None = None

    def begin(
        self,
        *,
        path: str | None,
        return_to: str | None,
        app_state: object,
        max_age: int | None,
        parameters: "tuple[tuple[str, str], ...]",
    ) -> None:
        """Leave for Cognito; see `AuthClient.sign_in`."""
        if self._publisher.session.state == SIGNING_IN:
            return
        transaction = self._new_transaction(return_to, app_state, max_age)
        url = build_authorization_url(self._config, transaction, parameters=parameters, path=path)
        self._transactions.put(transaction)
        self._publisher.move("sign_in_started", record=self._store.record)
        self._runtime.navigation.go(url)

    def take(self, callback: Callback | None) -> Transaction | None:
        """Give the sign-in that `callback` answers, once. Raises StorageUnavailable."""
        return self._transactions.take(callback.state) if callback else None

    async def finish(
        self, callback: Callback, transaction: Transaction | None, record: SessionRecord | None
    ) -> None:
        """Answer a callback; one that is not for us leaves the live session `record` in peace."""
        try:
            grant = parse_callback(callback, transaction, self._config)
            self._spend(grant.code)
        except AuthError as error:
            self._interrupted = transaction
            if record is None:
                self._publisher.move("callback_refused", error=error)
            else:
                known = error if transaction else None
                self._publisher.move("session_restored", record=record, error=known)
                self._tabs.ask_about(record)
            return
        self._publisher.move("callback_received")
        await self._redeem(grant)

    def _spend(self, code: str) -> None:
        """Make sure that nobody has sent this code: a copy of this tab knows the sign-in too.

        Raises StateMismatch.
        """
        name = name_of_code(code)
        if self._store.tombstones.has(name):
            raise StateMismatch("this callback has been answered")
        self._store.tombstones.bury(name)

    async def _redeem(self, grant: AuthorizationGrant) -> None:
        """Exchange the code, once, and publish the session that comes of it."""
        generation = self._publisher.generation
        try:
            await self._exchange.prepare()
            if self._is_late(generation):
                return
            record = await self._exchange.redeem(grant)
            if self._is_late(generation):
                await self._exchange.revoke(record.refresh_token)
                return
            self._store.put(record)
        except AuthError as error:
            if not self._is_late(generation):
                self._failed(grant.transaction, error)
            return
        self._tabs.announce(record)
        if not self._leaves_for(grant.transaction.return_to):
            self._publisher.move("tokens_accepted", record=record)
            self._tabs.begin_to_hold(record)

    def _is_late(self, generation: int) -> bool:
        """Whether something else has decided about the session meanwhile."""
        publisher = self._publisher
        return generation != publisher.generation or publisher.session.state != SIGNING_IN

    def _failed(self, transaction: Transaction, error: AuthError) -> None:
        """Report a failed exchange; who was signed in before it still is."""
        self._interrupted = transaction
        record = self._store.record
        event = "session_restored" if record else "sign_in_failed"
        self._publisher.move(event, record=record, error=error)
        if record is not None:
            self._tabs.ask_about(record)

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
