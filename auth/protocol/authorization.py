"""Build authorization requests, and keep what their answer is checked against (RFC 6749 4.1.1)."""

import json

from ..encoding import members
from ..encoding.strict_json import parse_object
from ..encoding.url import form_encode, parse_url, resolve
from ..errors import ArgumentRefused, ConfigurationChanged, MalformedResponse
from .pkce import (
    code_challenge,
    generate_code_verifier,
    generate_nonce,
    generate_state,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .app_client import AppClient

__all__ = ["build_authorization_url", "new_transaction"]

LIFETIME_SECONDS = 3600
"""How long a pending sign-in is accepted. Cognito's own pages give up after five minutes each."""

_PROVIDERS = ["identity_provider", "idp_identifier"]
_BOUND = (
    ("issuer", "issuer"),
    ("domain", "domain_origin"),
    ("client_id", "client_id"),
    ("redirect_uri", "redirect_uri"),
)
"""The settings that a sign-in is bound to, with the names of the attributes that hold them."""

_FOREIGN = "return_to is on another origin: expected a path on the page's own"

ACR_LEVELS = tuple(["urn:cognito:loa:" + level for level in "1234"])
"""Cognito's own names of the levels of authentication, lowest first."""

OPTIONAL_PARAMETERS = (
    "identity_provider",
    "idp_identifier",
    "login_hint",
    "lang",
    "prompt",
    "resource",
    "max_age",
    "acr_values",
)
"""Optional parameters of the authorization request, by their wire names."""


class Transaction:
    """A pending sign-in: what the callback and the tokens are checked against.

    Args:
        state: The `state` of the request (RFC 6749 4.1.1).
        nonce: The `nonce` of the request (OIDC Core 3.1.2.1).
        code_verifier: The secret behind the code challenge (RFC 7636 4.1).
        redirect_uri: The configured redirect URI.
        issuer: The configured issuer.
        domain_origin: The origin of the configured domain.
        client_id: The configured app client.
        return_to: The path on the page's own origin to show after the sign-in.
        created_at: When it began, in epoch seconds.
        app_state: The JSON value that the app gave to `sign_in`.
        max_age: How many seconds ago the person may have signed in at most, or None.
        acr_values: The levels of authentication that are accepted, with spaces between, or None.
        sub: The person who has to sign in again, or None.
    """

    def __init__(
        self,
        *,
        state: str,
        nonce: str,
        code_verifier: str,
        redirect_uri: str,
        issuer: str,
        domain_origin: str,
        client_id: str,
        return_to: str,
        created_at: float,
        app_state: object = None,
        max_age: int | None = None,
        acr_values: str | None = None,
        sub: str | None = None,
    ) -> None:
        self.state = state
        self.nonce = nonce
        self.code_verifier = code_verifier
        self.redirect_uri = redirect_uri
        self.issuer = issuer
        self.domain_origin = domain_origin
        self.client_id = client_id
        self.return_to = return_to
        self.created_at = created_at
        self.app_state = app_state
        self.max_age = max_age
        self.acr_values = acr_values
        self.sub = sub

    def __repr__(self) -> str:
        return f"<Transaction started at {self.created_at:.0f}>"

    def is_stale(self, now: float) -> bool:
        """Return whether it began more than an hour before `now`, or after it by as much."""
        return not self.created_at - LIFETIME_SECONDS <= now <= self.created_at + LIFETIME_SECONDS

    def require_same_settings(self, app_client: "AppClient") -> None:
        """Check that the sign-in began with the present configuration (RFC 9700 4.4.2).

        Otherwise a code that one server issued could be sent to another.

        Raises:
            ConfigurationChanged: Issuer, domain, client or redirect URI differ.
        """
        changed = [key for key, name in _BOUND if getattr(self, name) != getattr(app_client, name)]
        if changed:
            raise ConfigurationChanged(tuple(changed))

    def to_json(self) -> str:
        """Return the transaction as JSON, for `parse_transaction`."""
        return json.dumps(self.__dict__)


def new_transaction(
    app_client: "AppClient",
    *,
    random_bytes: "Callable[[int], bytes]",
    now: float,
    return_to: str,
    app_state: object = None,
    max_age: int | None = None,
    acr_values: str | None = None,
    sub: str | None = None,
) -> Transaction:
    """Create a pending sign-in with new one-time values (RFC 9700 2.1.1).

    Args:
        app_client: The settings that it is bound to.
        random_bytes: Returns that many bytes of a cryptographic generator.
        now: In epoch seconds.
        return_to: See `Transaction`.
        app_state: See `Transaction`.
        max_age: In seconds; None for the configured one.
        acr_values: See `Transaction`.
        sub: See `Transaction`.

    Raises:
        ArgumentRefused: `max_age` or `app_state` is invalid.
    """
    transaction = Transaction(
        state=generate_state(random_bytes),
        nonce=generate_nonce(random_bytes),
        code_verifier=generate_code_verifier(random_bytes),
        redirect_uri=app_client.redirect_uri,
        issuer=app_client.issuer,
        domain_origin=app_client.domain_origin,
        client_id=app_client.client_id,
        return_to=return_to,
        created_at=now,
        app_state=app_state,
        max_age=_configured_max_age(app_client) if max_age is None else max_age,
        acr_values=acr_values,
        sub=sub,
    )
    is_ours_alone = app_state is None and max_age is None
    if not is_ours_alone and not _can_be_read_again(transaction):
        raise ArgumentRefused(
            "expected a JSON value as app_state, and max_age in seconds, 0 or more"
        )
    return transaction


def _configured_max_age(app_client: "AppClient") -> int | None:
    configured = [int(value) for name, value in app_client.parameters if name == "max_age"]
    return configured[0] if configured else None


def _can_be_read_again(transaction: Transaction) -> bool:
    try:
        parse_transaction(transaction.to_json())
    except (MalformedResponse, TypeError, ValueError):
        return False
    return True


def parse_transaction(document: str) -> Transaction:
    """Parse a stored transaction.

    Args:
        document: JSON from `Transaction.to_json`, or anything else.

    Raises:
        MalformedResponse: It is not a transaction.
    """
    record = parse_object(document)
    max_age = members.optional_number(record, "max_age")
    return Transaction(
        state=members.string(record, "state"),
        nonce=members.string(record, "nonce"),
        code_verifier=members.string(record, "code_verifier"),
        redirect_uri=members.string(record, "redirect_uri"),
        issuer=members.string(record, "issuer"),
        domain_origin=members.string(record, "domain_origin"),
        client_id=members.string(record, "client_id"),
        return_to=members.string(record, "return_to"),
        created_at=members.number(record, "created_at"),
        app_state=record.get("app_state"),
        max_age=None if max_age is None else int(max_age),
        acr_values=members.optional_string(record, "acr_values"),
        sub=members.optional_string(record, "sub"),
    )


def build_authorization_url(
    app_client: "AppClient",
    transaction: Transaction,
    *,
    parameters: "tuple[tuple[str, str], ...]" = (),
    path: str | None = None,
) -> str:
    """Build the URL that starts a sign-in (RFC 6749 4.1.1, RFC 7636 4.3).

    Args:
        app_client: The settings.
        transaction: The pending sign-in.
        parameters: Optional parameters of this request; they replace configured ones.
        path: The page of Cognito's to start with; None for the configured `sign_in_path`.

    Raises:
        ArgumentRefused: `merge_parameters` refuses the parameters.
    """
    pairs = [
        ("response_type", "code"),
        ("client_id", app_client.client_id),
        ("redirect_uri", transaction.redirect_uri),
        ("state", transaction.state),
        ("scope", " ".join(app_client.scopes)),
        ("nonce", transaction.nonce),
        ("code_challenge", code_challenge(transaction.code_verifier)),
        ("code_challenge_method", "S256"),
    ]
    if transaction.max_age is not None:
        parameters += (("max_age", str(transaction.max_age)),)
    pairs += merge_parameters(app_client.parameters, parameters)
    return f"{app_client.domain_origin}{path or app_client.sign_in_path}?{form_encode(pairs)}"


def merge_parameters(
    configured: "tuple[tuple[str, str], ...]", given: "tuple[tuple[str, str], ...]"
) -> "list[tuple[str, str]]":
    """Return the optional parameters, each once.

    `identity_provider` and `idp_identifier` exclude each other, so one replaces both.

    Args:
        configured: Name-value pairs from the configuration.
        given: Name-value pairs of this request, which replace configured ones; "" removes one.

    Raises:
        ArgumentRefused: A parameter is unknown, or both kinds of provider are given.
    """
    names = [name for name, _ in given]
    if any(name not in OPTIONAL_PARAMETERS for name in names):
        raise ArgumentRefused(
            "unknown authorization parameter: expected one of " + ", ".join(OPTIONAL_PARAMETERS)
        )
    if all(name in names for name in _PROVIDERS):
        raise ArgumentRefused("got identity_provider and idp_identifier, expected one of the two")
    if any(name in names for name in _PROVIDERS):
        names += _PROVIDERS
    kept = [(name, value) for name, value in configured if name not in names]
    return kept + [(name, value) for name, value in given if value]


def safe_return_to(return_to: str, page_url: str) -> str:
    """Return `return_to` as a path on the page's own origin (RFC 9700 4.11.1).

    Args:
        return_to: A path that starts with `/`, or a URL.
        page_url: The page's own URL.

    Raises:
        ArgumentRefused: It is on another origin, or no http or https URL.
    """
    url = resolve(return_to, page_url)
    if url.origin != parse_url(page_url).origin:
        raise ArgumentRefused(_FOREIGN)
    path = url.with_query(url.query, url.fragment)[len(url.origin) :]
    if path.startswith("//"):
        raise ArgumentRefused(_FOREIGN)
    return path
