"""The bearer policy: which requests pass, and the responses to the others.

More refused requests and tokens are in tests/security/api.
"""

import asyncio
import logging
from types import SimpleNamespace
from typing import Any

import pytest

from auth.backend.asgi import RequireBearer
from auth.backend.bearer import BearerPolicy, Refusal, fingerprint, is_anonymous, read_bearer_token
from auth.errors import (
    ConfigurationError,
    TokenExpired,
    TokenTooLarge,
    TransportFailed,
)
from auth.protocol.authorization import ACR_LEVELS as LOA
from tests.unit.backend.asgi_calls import TOKEN, Verdict, ask, hello

BEARER = f"Bearer {TOKEN}"


def guarded(
    outcome: dict[str, object] | Exception, *scopes: str, groups: tuple[str, ...] = ()
) -> RequireBearer:
    """Wrap the greeting, with a verifier that has that outcome."""
    return RequireBearer(hello, verifier=Verdict(outcome), scopes=scopes, groups=groups)


def test_a_valid_token_gets_in() -> None:
    """The application responds."""
    status, _, body = ask(guarded({"sub": "ada"}), f"Bearer {TOKEN}")
    assert (status, body) == (200, b"ada")


@pytest.mark.parametrize("values", [(), ("Basic YTpi",)])
def test_a_request_without_credentials_gets_a_bare_challenge(values: tuple[str, ...]) -> None:
    """Without a bearer token the challenge has no error (RFC 6750 3.1)."""
    status, headers, body = ask(guarded({"sub": "ada"}), *values)
    assert status == 401
    assert headers["www-authenticate"] == 'Bearer realm="api"'
    assert headers["cache-control"] == "no-store"
    assert body == b'{"error": "missing_token"}'


@pytest.mark.parametrize("values", [("Bearer",), (f"Bearer {TOKEN}", f"Bearer {TOKEN}")])
def test_a_malformed_request_is_named_as_such(values: tuple[str, ...]) -> None:
    """Two headers, or no token: 400."""
    status, headers, body = ask(guarded({"sub": "ada"}), *values)
    assert status == 400
    assert headers["www-authenticate"] == 'Bearer realm="api", error="invalid_request"'
    assert body == b'{"error": "invalid_request"}'


def test_an_invalid_token_is_refused_without_a_reason() -> None:
    """The response is always the same, and contains nothing of the token."""
    status, headers, body = ask(guarded(TokenExpired("since noon")), f"Bearer {TOKEN}")
    assert status == 401
    assert headers["www-authenticate"] == 'Bearer realm="api", error="invalid_token"'
    assert body == b'{"error": "invalid_token"}'


def test_keys_that_cannot_be_had_are_not_the_callers_fault() -> None:
    """Without keys the token cannot be verified: 503 with Retry-After."""
    status, headers, body = ask(guarded(TransportFailed("down")), f"Bearer {TOKEN}")
    assert (status, headers["retry-after"]) == (503, "10")
    assert "www-authenticate" not in headers
    assert body == b'{"error": "temporarily_unavailable"}'


def test_a_missing_scope_is_named() -> None:
    """The challenge names the required scope."""
    app = guarded({"sub": "ada", "scope": "api/read"}, "api/write")
    status, headers, _ = ask(app, f"Bearer {TOKEN}")
    assert status == 403
    assert headers["www-authenticate"] == (
        'Bearer realm="api", error="insufficient_scope", scope="api/write"'
    )


def test_all_scopes_together_get_in() -> None:
    """A token with every required scope passes, in any order and among others."""
    app = guarded({"sub": "ada", "scope": "openid api/write api/read"}, "api/read", "api/write")
    assert ask(app, f"Bearer {TOKEN}")[0] == 200


def test_the_log_has_refusals_but_no_tokens(caplog: pytest.LogCaptureFixture) -> None:
    """The log has the kind of error and nothing of the token."""
    caplog.set_level(logging.DEBUG)
    ask(guarded(TokenExpired("since noon")), f"Bearer {TOKEN}")
    assert "TokenExpired" in caplog.text
    assert TOKEN not in caplog.text


def test_an_unexpected_exception_is_a_refusal(caplog: pytest.LogCaptureFixture) -> None:
    """A token that makes the verifier raise anything gets 401, not 500."""
    status, _, body = ask(guarded(RecursionError(f"in {TOKEN}")), f"Bearer {TOKEN}")
    assert (status, body) == (401, b'{"error": "invalid_token"}')
    assert "RecursionError" in caplog.text
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("groups", [["admins"], ["a", "editors"]])
def test_one_of_the_groups_is_enough(groups: list[str]) -> None:
    """One group is enough, unlike scopes."""
    app = guarded({"sub": "ada", "cognito:groups": groups}, groups=("admins", "editors"))
    assert ask(app, f"Bearer {TOKEN}")[0] == 200


def test_somebody_in_no_such_group_is_forbidden() -> None:
    """The challenge names no scope, because a missing group is no scope."""
    app = guarded({"sub": "ada", "cognito:groups": ["users"]}, groups=("admins",))
    status, headers, _ = ask(app, f"Bearer {TOKEN}")
    assert status == 403
    assert headers["www-authenticate"] == 'Bearer realm="api", error="insufficient_scope"'


def strong(outcome: dict[str, object], **demand: Any) -> RequireBearer:
    """Wrap the greeting, which demands a level or an age at 1000 seconds."""
    verifier = Verdict({"sub": "ada", **outcome})
    return RequireBearer(hello, verifier=verifier, now=lambda: 1000.0, **demand)


@pytest.mark.parametrize(
    ("demand", "parameters"),
    [
        ({"acr": LOA[2]}, f'acr_values="{LOA[2]} {LOA[3]}"'),
        ({"acr": LOA[3], "max_age": 300}, f'acr_values="{LOA[3]}", max_age="300"'),
        ({"max_age": 300}, 'max_age="300"'),
    ],
)
def test_a_sign_in_that_is_too_weak_or_too_old_gets_the_demand(
    demand: dict[str, object], parameters: str
) -> None:
    """401 with every level that is accepted, the lowest first, and with the age (RFC 9470 3)."""
    status, headers, body = ask(strong({"acr": LOA[1], "auth_time": 699}, **demand), BEARER)
    assert (status, body) == (401, b'{"error": "insufficient_user_authentication"}')
    assert headers["www-authenticate"] == (
        f'Bearer realm="api", error="insufficient_user_authentication", {parameters}'
    )
    assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize("demand", [{}, {"acr": LOA[0]}, {"acr": LOA[2]}, {"max_age": 300}])
def test_a_sign_in_that_is_strong_and_recent_gets_in(demand: dict[str, object]) -> None:
    """A level above the demanded one is enough, too."""
    assert ask(strong({"acr": LOA[3], "auth_time": 700}, **demand), BEARER)[0] == 200


def test_a_missing_scope_is_named_before_a_missing_level() -> None:
    """A new sign-in would not add the scope."""
    status, headers, _ = ask(strong({}, acr=LOA[3], scopes=["api/write"]), BEARER)
    assert (status, "insufficient_scope" in headers["www-authenticate"]) == (403, True)


class TwoPools(Verdict):
    """A verifier around those of two pools, which name their levels differently."""

    def __init__(self) -> None:
        super().__init__({})
        del self.acr_levels
        self.wrapped = (
            SimpleNamespace(acr_levels=("password", "app")),
            SimpleNamespace(acr_levels=("password", "key")),
        )


@pytest.mark.parametrize(
    ("verifier", "acr", "named"),
    [
        (Verdict({}), "urn:cognito:loa:5", LOA[3]),
        (Verdict({}), LOA[3].upper(), LOA[3]),
        (TwoPools(), "app", "password, key"),
        (TwoPools(), LOA[3], "password, app"),
    ],
)
def test_a_level_that_nobody_can_reach_is_refused_at_once(
    verifier: Verdict, acr: str, named: str
) -> None:
    """The message names the levels that there are."""
    with pytest.raises(ConfigurationError, match=named):
        BearerPolicy(verifier=verifier, acr=acr)
    BearerPolicy(verifier=TwoPools(), acr="password")


WRONG: list[tuple[str, object]] = [
    *(("acr", acr) for acr in (None, 3, ["urn:cognito:loa:1"], b"urn:cognito:loa:1", " ")),
    *(("max_age", age) for age in (0, -1, True, 1.0, "60", 10**9)),
    *(("realm", realm) for realm in ('a"b', "a\r\nb", "a\\b", "é", "", None)),
    *(("scopes", scopes) for scopes in ("api/read", ["a b"], ['"'], [""], [None], None, ["é"])),
    *(("groups", groups) for groups in ("admins", [""], [1], None)),
    ("verifier", None),
    ("verifier", "https://issuer.example"),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_an_invalid_setting_is_refused(name: str, value: object) -> None:
    """A string instead of a list, or a realm that breaks the challenge, raises."""
    settings = {"verifier": Verdict({}), name: value}
    with pytest.raises(ConfigurationError) as caught:
        BearerPolicy(**settings)  # type: ignore[arg-type]
    assert caught.value.key == name


def test_the_header_is_found_in_any_case() -> None:
    """Header names are compared without case, although ASGI requires lower case."""
    credentials = f"Bearer {TOKEN}".encode()
    assert read_bearer_token([(b"Authorization", credentials)]) == TOKEN


def test_a_fingerprint_tells_tokens_apart_and_nothing_else() -> None:
    """The token's owner can compute it and find it in the log."""
    assert len(fingerprint(TOKEN)) == 16
    assert fingerprint(TOKEN) != fingerprint(f"{TOKEN}x")


def test_a_token_that_is_too_large_is_told_as_that(caplog: pytest.LogCaptureFixture) -> None:
    """431 with the header's name (RFC 6585 5), because a page renews its token after a 401."""
    status, headers, body = ask(guarded(TokenTooLarge("got 9 bytes")), f"Bearer {TOKEN}")
    assert (status, body) == (431, b'{"error": "token_too_large"}')
    assert headers["www-authenticate"] == (
        'Bearer realm="api", error="invalid_request", error_description="The access token in the '
        'Authorization header is longer than this API accepts."'
    )
    assert headers["cache-control"] == "no-store"
    assert "got 9 bytes" in caplog.text
    assert TOKEN not in caplog.text


def test_a_request_may_need_further_scopes() -> None:
    """They are required besides those of the policy, and named in the challenge."""
    policy = BearerPolicy(verifier=Verdict({"scope": "a b"}), scopes=["a"])
    headers = [(b"authorization", f"Bearer {TOKEN}".encode())]
    assert asyncio.run(policy.admit(headers, ["b", "a"])).scopes == ["a", "b"]
    with pytest.raises(Refusal) as caught:
        asyncio.run(policy.admit(headers, ["a", "c"]))
    assert 'scope="a c"' in caught.value.headers["WWW-Authenticate"]
    with pytest.raises(ConfigurationError, match="scopes"):
        asyncio.run(policy.admit(headers, ['c"']))


@pytest.mark.parametrize(("status", "code"), [(400, 1008), (401, 1008), (403, 1008), (503, 1013)])
def test_a_refusal_has_a_close_code(status: int, code: int) -> None:
    """1013 (try again later) without keys, otherwise 1008 (policy violation)."""
    assert Refusal(status, "error", {}).close_code == code


@pytest.mark.parametrize(
    ("values", "anonymous"),
    [
        ([], True),
        ([b"Basic YTpi"], True),
        ([b"Bearer"], False),
        ([b"Bearer a b"], False),
        ([b"Bearer a"], False),
        ([b"Basic YTpi", b"Basic YTpi"], False),
    ],
)
def test_an_anonymous_request_has_no_bearer_header(
    values: list[bytes],
    anonymous: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """A malformed bearer header does not count as anonymous."""
    assert is_anonymous([(b"authorization", value) for value in values]) is anonymous
