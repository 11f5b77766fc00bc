"""Leave for Cognito's sign-in page, and finish the sign-in on return (RFC 6749 4.1)."""

from ..encoding.url import parse_url
from ..errors import ArgumentRefused, AuthError
from ..protocol.authorization import (
    OPTIONAL_PARAMETERS,
    Transaction,
    build_authorization_url,
    new_transaction,
    safe_return_to,
)
from ..protocol.callback import (
    AuthorizationGrant,
    Callback,
    clean_url,
    is_same_page,
    parse_callback,
    read_callback,
)
from ..session.context import Context
from ..session.states import SIGNING_IN
from ..session.storage import TransactionStorage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..errors import StepUpRequired


class SignIn:
    """Begins sign-ins, and finishes those that began in this tab."""

    def __init__(self, context: Context) -> None:
        self._config = context.config
        self._runtime = context.runtime
        self._current = context.current
        self._exchange = context.exchange
        self._transactions = TransactionStorage(context.runtime.storage, context.runtime.clock)
        self._interrupted: Transaction | None = None

    def begin(
        self,
        path: str | None = None,
        *,
        return_to: str | None = None,
        app_state: object = None,
        max_age: int | None = None,
        parameters: "dict[str, str] | None" = None,
    ) -> None:
        """Leave for a page of Cognito, or the configured one; see `AuthClient.sign_in`."""
        pairs = tuple((parameters or {}).items())
        require_arguments(return_to, max_age, pairs, self._config.acr_levels)
        if self._current.session.state == SIGNING_IN:
            return
        transaction = self._new_transaction(return_to, app_state, max_age, pairs)
        url = build_authorization_url(self._config, transaction, parameters=pairs, path=path)
        self._transactions.put(transaction)
        self._note_step_up(transaction)
        self._current.report("sign_in_started")
        self._runtime.navigation.go(url)

    def step_up(self, demand: "StepUpRequired", app_state: object) -> None:
        """Leave for the sign-in that an API demands.

        Args:
            demand: What the API demands.
            app_state: See `AuthClient.sign_in`.

        Raises:
            StepUpRequired: Another sign-in would not help; the page stays.
        """
        from .step_up import require_fulfillable  # noqa: PLC0415 - only signed-in people need it

        if self._current.session.state == SIGNING_IN:
            return  # another call has left
        require_fulfillable(self._config, self._runtime, demand)
        parameters = {"acr_values": demand.acr_values} if demand.acr_values else {}
        # A demand that names nothing is one for a new sign-in.
        max_age = demand.max_age if parameters or demand.max_age is not None else 0
        self.begin(app_state=app_state, max_age=max_age, parameters=parameters)

    def arrive(self) -> Callback | None:
        """Return the callback in the page's address, and remove OAuth's parameters from it."""
        navigation = self._runtime.navigation
        url = navigation.current_url()
        callback = read_callback(url, self._config.redirect_uri, self._transactions.has)
        cleaned = self._cleaned(url)
        if cleaned != url:
            navigation.replace_url(cleaned)
        return callback

    def _cleaned(self, url: str) -> str:
        return clean_url(url, self._config.redirect_uri, self._transactions.has)

    def take(self, callback: Callback | None) -> Transaction | None:
        """Return the pending sign-in of a callback, and remove it. Raises StorageUnavailable."""
        transaction = self._transactions.take(callback.state) if callback else None
        if transaction is not None:
            self._note_step_up(transaction)
        return transaction

    async def finish(self, callback: Callback, transaction: Transaction | None) -> None:
        """Check a callback and redeem its code; a foreign callback ends no current session."""
        try:
            grant = parse_callback(callback, transaction, self._config)
        except AuthError as error:
            self._interrupted = transaction
            if self._current.record is None:
                self._refused(callback, error)
            else:
                self._current.restored(error=error if transaction else None)
            return
        self._current.report("callback_received")
        await self._redeem(grant)

    def _refused(self, callback: Callback, error: AuthError) -> None:
        """Restart a sign-in that began elsewhere, once; else report the error."""
        try:
            config = self._config
            starts = config.sign_in_on_load and not self._transactions.has_any(config)
            if starts and callback.is_unsolicited:
                self.begin()
                return
        except AuthError as failure:
            error = failure
        self._current.report("callback_refused", error=error)

    async def _redeem(self, grant: AuthorizationGrant) -> None:
        """Exchange the code, once, and publish the new session."""
        ticket = self._current.ticket()
        try:
            await self._exchange.prepare()
            if ticket.is_late:
                return
            record = await self._exchange.redeem(grant)
            if ticket.is_late:
                await self._exchange.revoke(record.refresh_token)
                return
            self._current.accepted(record)
        except AuthError as error:
            if not ticket.is_late:
                self._failed(grant.transaction, error)
            return
        if not self._leaves_for(grant.transaction.return_to):
            self._current.report("tokens_accepted")

    def _failed(self, transaction: Transaction, error: AuthError) -> None:
        """Report a failed exchange; a session from before it stays."""
        self._interrupted = transaction
        if self._current.record is None:
            self._current.report("sign_in_failed", error=error)
        else:
            self._current.restored(error=error)

    def _leaves_for(self, return_to: str) -> bool:
        """Show the page that the sign-in started from; return whether it has to be loaded."""
        navigation = self._runtime.navigation
        here = parse_url(navigation.current_url())
        try:
            target = parse_url(here.origin + safe_return_to(return_to, here.origin))
        except ArgumentRefused:
            return False
        if is_same_page(target, here) or self._config.token_storage == "memory":
            path = here.path if is_same_page(target, here) else target.path
            if target.query is not None or target.fragment is not None or path != here.path:
                end = target.with_query(target.query, target.fragment)
                navigation.replace_url(here.origin + path + end[len(target.origin + target.path) :])
            return False
        navigation.go(target.with_query(target.query, target.fragment), replace=True)
        return True

    def _note_step_up(self, transaction: Transaction) -> None:
        if transaction.sub is not None:
            from .step_up import note_step_up  # noqa: PLC0415 - only signed-in people need it

            note_step_up(self._config, self._runtime, transaction)

    def _new_transaction(
        self,
        return_to: str | None,
        app_state: object,
        max_age: int | None,
        parameters: "tuple[tuple[str, str], ...]",
    ) -> Transaction:
        page = self._cleaned(self._runtime.navigation.current_url())
        record = self._current.record
        is_step_up = max_age is not None or "acr_values" in dict(parameters)
        return new_transaction(
            self._config,
            random_bytes=self._runtime.crypto.random_bytes,
            now=self._runtime.clock.now(),
            return_to=safe_return_to(return_to, page) if return_to else self._here(page),
            app_state=app_state,
            max_age=max_age,
            acr_values=dict(self._config.parameters + parameters).get("acr_values") or None,
            sub=record.claims.sub if record is not None and is_step_up else None,
        )

    def _here(self, page: str) -> str:
        """Return where an interrupted sign-in began, or this page, if a sign-in can return there.

        Storage and links may contain anything. Paths that begin with `//` lead to other hosts.
        """
        stored = self._interrupted.return_to if self._interrupted else page
        for candidate in (stored, page):
            try:
                return safe_return_to(candidate, page)
            except ArgumentRefused:
                pass
        return parse_url(self._config.redirect_uri).path


def require_arguments(
    return_to: object,
    max_age: object,
    parameters: "tuple[tuple[str, object], ...]",
    acr_levels: "tuple[str, ...]",
) -> None:
    """Check the arguments of a sign-in, whatever state the session is in.

    Args:
        return_to: See `AuthClient.sign_in`.
        max_age: See there.
        parameters: The other arguments, with their names.
        acr_levels: The levels of authentication in the configuration.

    Raises:
        ArgumentRefused: One has a wrong type, or Cognito has no such parameter.
    """
    if return_to is not None and not isinstance(return_to, str):
        raise ArgumentRefused(f"return_to: got {return_to!r}, expected a path on this origin")
    is_number = isinstance(max_age, int) and not isinstance(max_age, bool) and max_age >= 0
    if max_age is not None and not is_number:
        raise ArgumentRefused(f"max_age: got {max_age!r}, expected a number of seconds")
    for name, value in parameters:
        if name not in OPTIONAL_PARAMETERS:
            known = ", ".join(OPTIONAL_PARAMETERS)
            raise ArgumentRefused(f"got {name}, expected return_to, app_state or one of {known}")
        if not isinstance(value, str):
            raise ArgumentRefused(f"{name}: got {value!r}, expected a string")
        if name == "acr_values" and value:
            from ..protocol.acr import lowest_requested  # noqa: PLC0415 - most sign-ins ask for none

            if lowest_requested(value, acr_levels) is None:
                raise ArgumentRefused(f"acr_values: got {value!r}, expected some of acr_levels")
