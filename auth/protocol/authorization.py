"""What Cognito's front door is asked: the authorization request (RFC 6749 4.1.1)."""

import json

from ..encoding import members
from ..encoding.strict_json import parse_object
from ..encoding.url import form_encode, parse_url, resolve
from ..errors import ArgumentRefused, MalformedResponse
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

LIFETIME_SECONDS = 3600
"""How long a pending sign-in may take. Generous: Cognito's own pages give up far earlier, and a
person who fetched a second factor from another room should not find the door shut."""

_PROVIDERS = ["identity_provider", "idp_identifier"]

OPTIONAL_PARAMETERS = (
    "identity_provider",
    "idp_identifier",
    "login_hint",
    "lang",
    "prompt",
    "resource",
    "max_age",
)
"""Optional parameters of the authorization request, by their wire names."""


class Transaction:
    """What one pending sign-in must remember while the person is away at Cognito.

    `created_at` is in epoch seconds; `return_to` is a path on the page's own origin; `app_state` is
    whatever JSON value the app gave to `sign_in`; `max_age` is in seconds, or None.
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

    def __repr__(self) -> str:
        return f"<Transaction started at {self.created_at:.0f}>"

    def is_stale(self, now: float) -> bool:
        """Whether the sign-in is too old to finish, or dated in a future no clock should show."""
        return not self.created_at - LIFETIME_SECONDS <= now <= self.created_at + LIFETIME_SECONDS

    def belongs_to(self, app_client: "AppClient") -> bool:
        """Whether it was started with this very configuration (RFC 9700 4.4.2).

        Otherwise a code that one server issued could be sent to another.
        """
        return (
            self.issuer == app_client.issuer
            and self.domain_origin == app_client.domain_origin
            and self.client_id == app_client.client_id
            and self.redirect_uri == app_client.redirect_uri
        )

    def to_json(self) -> str:
        """Give the record that `parse_transaction` reads."""
        return json.dumps(self.__dict__)


def new_transaction(
    app_client: "AppClient",
    *,
    random_bytes: "Callable[[int], bytes]",
    now: float,
    return_to: str,
    app_state: object = None,
    max_age: int | None = None,
) -> Transaction:
    """Begin a sign-in with fresh, independent one-time values (RFC 9700 2.1.1).

    Raises ArgumentRefused for a negative `max_age`, and for an `app_state` that is no JSON value.
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
    )
    is_ours_alone = app_state is None and max_age is None
    if not is_ours_alone and not _can_be_read_again(transaction):
        raise ArgumentRefused("app_state is not a JSON value, or max_age not a number of seconds")
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


def parse_transaction(text: str) -> Transaction:
    """Read a stored record again; anything can stand in storage, so everything is checked.

    Raises MalformedResponse.
    """
    record = parse_object(text)
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
    )


def build_authorization_url(
    app_client: "AppClient",
    transaction: Transaction,
    *,
    parameters: "tuple[tuple[str, str], ...]" = (),
    path: str | None = None,
) -> str:
    """Give the URL that starts `transaction` at Cognito's pages.

    `parameters` are optional authorization parameters that win over the configured ones; `path`
    replaces the configured `sign_in_path`.
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
    """Give the optional parameters, each once: those of this call win over the configuration.

    `identity_provider` and `idp_identifier` say the same thing twice, so giving one drops the
    other. Raises ArgumentRefused for both at once, and for a parameter that is not an optional one.
    """
    names = [name for name, _ in given]
    if any(name not in OPTIONAL_PARAMETERS for name in names):
        raise ArgumentRefused("not one of the optional authorization parameters")
    if all(name in names for name in _PROVIDERS):
        raise ArgumentRefused("identity_provider and idp_identifier exclude each other")
    if any(name in names for name in _PROVIDERS):
        names += _PROVIDERS
    kept = [(name, value) for name, value in configured if name not in names]
    return kept + [(name, value) for name, value in given if value]


def safe_return_to(return_to: str, page_url: str) -> str:
    """Give `return_to` as a path on the page's own origin (RFC 9700 4.11.1).

    Raises ArgumentRefused for another origin, `//host`, back slashes and other protocols.
    """
    url = resolve(return_to, page_url)
    if url.origin != parse_url(page_url).origin:
        raise ArgumentRefused("return_to leaves the page's own origin")
    path = url.with_query(url.query, url.fragment)[len(url.origin) :]
    if path.startswith("//"):
        raise ArgumentRefused("return_to leaves the page's own origin")
    return path
