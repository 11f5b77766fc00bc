"""Faults that can be switched on: what networks, load and attackers do to a sign-in."""

from __future__ import annotations

from dataclasses import dataclass

TOKEN_PATH = "/oauth2/token"


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault. One with a `path` applies to responses of that path, unless another is given."""

    name: str
    meaning: str
    path: str | None = None


RESPONSE_FAULTS = (
    Fault("throttled", "429, and the request has no effect", TOKEN_PATH),
    Fault("server-crash", "500 with a JSON body", TOKEN_PATH),
    Fault("unavailable", "503 with Retry-After", TOKEN_PATH),
    Fault(
        "html-error",
        "502 with an HTML body and no CORS header, like a proxy",
        TOKEN_PATH,
    ),
    Fault("html-success", "200 with an HTML body", TOKEN_PATH),
    Fault("empty-body", "200 with an empty body", TOKEN_PATH),
    Fault(
        "dropped-connection", "the connection is closed, and the request has no effect", TOKEN_PATH
    ),
    Fault(
        "lost-response",
        "the request takes effect (codes are used), but the connection is closed",
        TOKEN_PATH,
    ),
    Fault("slow", "the response takes slow_seconds", TOKEN_PATH),
    Fault("error-without-cors", "error responses have no Access-Control-Allow-Origin", TOKEN_PATH),
    Fault("error-invalid-grant", "400 invalid_grant for every request", TOKEN_PATH),
)
CALLBACK_FAULTS = (
    Fault("mangled-state", "the callback's state differs from the one that was sent"),
    Fault("missing-state", "the callback has no state"),
    Fault("access-denied", "sign-in ends with access_denied"),
    Fault("server-error", "authorize ends with server_error"),
    Fault("pre-sign-up-failed", "sign-in ends with 'PreSignUp failed with error …'"),
    Fault(
        "already-found-an-entry",
        "the first sign-in of each person ends with 'Already found an entry …'",
    ),
)
CLOCK_AND_KEY_FAULTS = (
    Fault("clock-ahead", "Cognito's clock is skew_seconds ahead"),
    Fault("clock-behind", "Cognito's clock is skew_seconds behind"),
    Fault(
        "rotate-keys", "the keys change before every sign-in, and the old ones are not published"
    ),
    Fault("unpublished-key", "tokens are signed with a key that is not in the JWKS document"),
)
CLAIM_FAULTS = (
    Fault("wrong-issuer", "iss names another pool"),
    Fault("wrong-audience", "aud (ID) and client_id (access) name another client"),
    Fault("many-audiences", "aud of the ID token is a list of this client and another"),
    Fault("wrong-azp", "azp of the ID token names another client"),
    Fault("wrong-nonce", "the ID token has another nonce"),
    Fault("missing-nonce", "the ID token has no nonce"),
    Fault("wrong-at-hash", "at_hash belongs to another access token"),
    Fault("wrong-token-use", "token_use is access in ID tokens and id in access tokens"),
    Fault("wrong-subject", "sub of the ID token differs from sub of the access token"),
    Fault("expired-tokens", "tokens expired an hour ago"),
    Fault("future-tokens", "tokens were issued an hour in the future"),
    Fault("missing-expiry", "tokens have no exp"),
    Fault("alg-none", "tokens are unsigned, with alg none"),
    Fault("alg-hs256", "tokens are signed with HMAC, with the public key as secret"),
    Fault("bad-signature", "tokens have a signature of zeros"),
    Fault("missing-kid", "token headers have no kid"),
)
TOKEN_RESPONSE_FAULTS = (
    Fault("missing-id-token", "the token response has no id_token"),
    Fault("missing-access-token", "the token response has no access_token"),
    Fault("wrong-token-type", "token_type of the token response is mac"),
    Fault("expires-in-string", "expires_in is a string"),
    Fault("discovery-wrong-issuer", "the discovery document names another issuer"),
)
FAULTS = (
    *RESPONSE_FAULTS,
    *CALLBACK_FAULTS,
    *CLOCK_AND_KEY_FAULTS,
    *CLAIM_FAULTS,
    *TOKEN_RESPONSE_FAULTS,
)


@dataclass(slots=True)
class _Enabled:
    path: str | None
    left: int | None


class Faults:
    """The active faults. They are set in Python or by command, never over HTTP."""

    def __init__(self) -> None:
        self.slow_seconds = 5.0
        self.skew_seconds = 600.0
        self._known = {fault.name: fault for fault in FAULTS}
        self._enabled: dict[str, _Enabled] = {}

    @staticmethod
    def describe() -> dict[str, str]:
        """Return the meaning of every fault, by name."""
        return {fault.name: fault.meaning for fault in FAULTS}

    @property
    def active(self) -> tuple[str, ...]:
        """The names of the active faults."""
        return tuple(self._enabled)

    def enable(self, name: str, *, path: str | None = None, times: int | None = None) -> None:
        """Switch a fault on.

        Args:
            name: The fault. A path may follow it: `slow@/jwks.json`.
            path: Where a response fault happens instead of at its usual path: paths with this
                ending, or with `=` before it this path alone.
            times: How many times the fault happens; without end by default.

        Raises:
            ValueError: there is no such fault, or `times` is less than 1.
        """
        name, _, written_path = name.partition("@")
        if name not in self._known:
            raise ValueError(f"no fault {name!r}; expected one of {', '.join(self._known)}")
        if times is not None and times < 1:
            raise ValueError(f"fault {name}: got {times} times, expected 1 or more")
        self._enabled[name] = _Enabled(path or written_path or self._known[name].path, times)

    def disable(self, name: str) -> None:
        """Switch a fault off, if it is on."""
        self._enabled.pop(name, None)

    def clear(self) -> None:
        """Switch all faults off."""
        self._enabled.clear()

    def is_on(self, name: str) -> bool:
        """Return whether a fault is on, without counting a use."""
        return name in self._enabled

    def fires(self, name: str, path: str | None = None) -> bool:
        """Return whether a fault applies now, and count the use.

        Args:
            name: The fault.
            path: The path of the request, for response faults.
        """
        enabled = self._enabled.get(name)
        if enabled is None or (path is not None and not _is_at(path, enabled.path or "")):
            return False
        if enabled.left is not None:
            enabled.left -= 1
            if enabled.left <= 0:
                del self._enabled[name]
        return True


def _is_at(path: str, place: str) -> bool:
    return path == place[1:] if place.startswith("=") else path.endswith(place)
