"""Named misbehaviours to switch on: what networks, load and attackers do to a sign-in."""

from __future__ import annotations

from dataclasses import dataclass

TOKEN_PATH = "/oauth2/token"


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehaviour; with a `path`, it strikes answers of that path only, unless moved."""

    name: str
    meaning: str
    path: str | None = None


ANSWER_FAULTS = (
    Fault("throttled", "429 without doing anything", TOKEN_PATH),
    Fault("server-crash", "500 with a JSON body", TOKEN_PATH),
    Fault("unavailable", "503 with Retry-After", TOKEN_PATH),
    Fault(
        "html-error",
        "502 with an HTML body and no CORS header, as a proxy in front gives",
        TOKEN_PATH,
    ),
    Fault("html-success", "200 with an HTML body", TOKEN_PATH),
    Fault("empty-body", "200 with no body at all", TOKEN_PATH),
    Fault("dropped-connection", "the connection ends before anything was done", TOKEN_PATH),
    Fault(
        "lost-response",
        "the work is done (codes are used up), then the connection ends",
        TOKEN_PATH,
    ),
    Fault("slow", "the answer takes slow_seconds", TOKEN_PATH),
    Fault("error-without-cors", "error answers lack Access-Control-Allow-Origin", TOKEN_PATH),
    Fault("error-invalid-grant", "400 invalid_grant without looking at the request", TOKEN_PATH),
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
    Fault("rotate-keys", "the keys change before every sign-in and the old ones vanish"),
    Fault("unpublished-key", "tokens are signed with a key that the JWKS document does not show"),
)
CLAIM_FAULTS = (
    Fault("wrong-issuer", "iss names another pool"),
    Fault("wrong-audience", "aud (ID) and client_id (access) name another client"),
    Fault("many-audiences", "aud of the ID token is a list of ours and another client"),
    Fault("wrong-azp", "the ID token has an azp of another client"),
    Fault("wrong-nonce", "the ID token's nonce is another one"),
    Fault("missing-nonce", "the ID token has no nonce"),
    Fault("wrong-at-hash", "at_hash belongs to another access token"),
    Fault("wrong-token-use", "ID tokens say access and access tokens say id"),
    Fault("wrong-subject", "the ID token names another person than the access token"),
    Fault("expired-tokens", "tokens expired an hour ago"),
    Fault("future-tokens", "tokens were issued an hour in the future"),
    Fault("missing-expiry", "tokens have no exp"),
    Fault("alg-none", "tokens are unsigned and say alg none"),
    Fault("alg-hs256", "tokens are signed by HMAC with the public key as the secret"),
    Fault("bad-signature", "tokens have a signature of zeros"),
    Fault("missing-kid", "token headers have no kid"),
)
REPLY_FAULTS = (
    Fault("missing-id-token", "the token reply has no id_token"),
    Fault("missing-access-token", "the token reply has no access_token"),
    Fault("wrong-token-type", "the token reply says token_type mac"),
    Fault("expires-in-text", "expires_in is a string"),
    Fault("discovery-wrong-issuer", "the discovery document names another issuer"),
)
FAULTS = (*ANSWER_FAULTS, *CALLBACK_FAULTS, *CLOCK_AND_KEY_FAULTS, *CLAIM_FAULTS, *REPLY_FAULTS)


@dataclass(slots=True)
class _Enabled:
    path: str | None
    left: int | None


class Faults:
    """The faults that are on. Set from Python or the command line, never over HTTP."""

    def __init__(self) -> None:
        self.slow_seconds = 5.0
        self.skew_seconds = 600.0
        self._known = {fault.name: fault for fault in FAULTS}
        self._enabled: dict[str, _Enabled] = {}

    @staticmethod
    def describe() -> dict[str, str]:
        """Give every fault with its meaning, one line each."""
        return {fault.name: fault.meaning for fault in FAULTS}

    @property
    def active(self) -> tuple[str, ...]:
        """Give the names of the faults that are on."""
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
        """Switch a fault off; one that is off stays off."""
        self._enabled.pop(name, None)

    def clear(self) -> None:
        """Switch every fault off."""
        self._enabled.clear()

    def is_on(self, name: str) -> bool:
        """Tell whether a fault is on, without counting it as a strike."""
        return name in self._enabled

    def fires(self, name: str, path: str | None = None) -> bool:
        """Tell whether a fault strikes now (and at this path), and count it."""
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
