"""An attacker feeds junk to whatever reads: addresses, storage, answers, tokens, settings."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from auth.calls.api import require_no_step_up
from auth.calls.response import ApiResponse
from auth.config.auth_config import _KEYS, AuthConfig
from auth.encoding.url import form_encode, parse_url, resolve
from auth.errors import (
    ArgumentRefused,
    AuthError,
    ConfigurationError,
    MalformedResponse,
    StepUpRequired,
    TokenRequestRejected,
)
from auth.errors import TokenInvalid as Refused
from auth.protocol.authorization import parse_transaction, safe_return_to
from auth.protocol.callback import clean_url, parse_callback, read_callback
from auth.protocol.challenge import parse_challenge
from auth.protocol.claims import IdTokenClaims
from auth.protocol.http import Request, Response
from auth.protocol.id_token_claims import (
    original_claims,
    restore_id_token_claims,
    validate_id_token_claims,
    validate_refreshed_id_token_claims,
)
from auth.protocol.jose import parse_key_set, split_jws
from auth.protocol.token_endpoint import (
    parse_revocation_response,
    parse_token_response,
    parse_user_info_response,
)
from auth.remote.failures import read_error
from auth.remote.messages import FROM_CLIENT, FROM_OWNER, parse_message
from auth.remote.session import read_session, write_session
from auth.session.record import parse_session_record
from auth.session.states import Session
from auth.session.storage import TRANSACTION_PREFIX
from auth.testing.doubles import START
from tests.support import samples
from tests.support.tab import Browser

CONFIG = samples.config()
PAGE = f"{samples.PAGE}/"
FEW = settings(max_examples=150)

ANY_TEXT = st.text(st.characters(codec=None), max_size=60)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | st.sampled_from([10**400])
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=8,
)
NAMES = st.sampled_from(
    ["code", "state", "error", "error_description", "iss", "access_token", "c%6fde", "a"]
)
VALUES = st.sampled_from(["", "the-state", "%zz", "%ff", "%00", "a=b", samples.ISSUER]) | ANY_TEXT
QUERIES = st.lists(st.tuples(NAMES, VALUES).map("=".join), max_size=6).map("&".join)
ADDRESSES = st.one_of(
    ANY_TEXT,
    QUERIES.map(lambda query: f"{PAGE}?{query}"),
    st.tuples(QUERIES, QUERIES).map(lambda pair: f"{PAGE}?{pair[0]}#{pair[1]}"),
    st.tuples(st.sampled_from(["http://", "https://", "/", "//"]), ANY_TEXT).map("".join),
)


def written(document: object, *, ascii_only: bool = True) -> str:
    """Return a JSON document, with half surrogates escaped or raw, and infinities as in Python."""
    return json.dumps(document, ensure_ascii=ascii_only)


@FEW
@given(ADDRESSES)
def test_an_address_is_read_or_refused(address: str) -> None:
    """A URL is one of ours or not; a callback is an error of ours, or a grant for our state."""
    for read in (parse_url, lambda text: resolve(text, PAGE), lambda t: safe_return_to(t, PAGE)):
        with suppress(ArgumentRefused):
            read(address)
    callback = read_callback(address, PAGE)
    assert read_callback(clean_url(address, PAGE), PAGE) is None
    if callback is None:
        return
    try:
        grant = parse_callback(callback, samples.transaction(), CONFIG)
    except AuthError:
        return
    assert callback.values("code") == [grant.code]


@FEW
@given(st.dictionaries(st.sampled_from(_KEYS), JSON, max_size=6), st.booleans())
def test_a_configuration_is_read_or_refused(table: dict[str, object], whole: bool) -> None:  # noqa: FBT001
    """Whatever stands in `[auth]`, what is wrong with it is said with the name of a key."""
    found = None
    try:
        AuthConfig.from_mapping({**samples.SETTINGS, **table} if whole else table)
    except ConfigurationError as error:
        found = error.key
    assert found is None or found in _KEYS


@FEW
@given(st.sampled_from(sorted(vars(samples.transaction()))), JSON, ANY_TEXT, st.booleans())
def test_a_stored_record_is_read_or_refused(
    name: str,
    value: object,
    text: str,
    ascii_only: bool,  # noqa: FBT001
) -> None:
    """A pending sign-in or a session with any member replaced, or any text in its place."""
    pending = written({**vars(samples.transaction()), name: value}, ascii_only=ascii_only)
    kept = json.loads(samples.session_record().to_json())
    changed = {**kept, **dict.fromkeys(list(kept)[len(text) % len(kept) :][:1], value)}
    session = written(changed, ascii_only=ascii_only)
    for stored in (text, pending, session, pending[: len(text)], session[len(text) :]):
        with suppress(MalformedResponse):
            parse_transaction(stored)
        with suppress(AuthError):
            parse_session_record(stored, CONFIG)


TOKEN_MEMBERS = ("access_token", "id_token", "refresh_token", "token_type", "expires_in", "scope")
REPLIES = st.dictionaries(st.sampled_from([*TOKEN_MEMBERS, "error", "keys", "sub"]), JSON).map(
    lambda document: written(document).encode()
)


@FEW
@given(
    st.sampled_from([200, 200, 204, 302, 400, 401, 429, 500]),
    REPLIES | st.binary(max_size=60),
    st.dictionaries(st.just("retry-after"), ANY_TEXT),
)
def test_an_answer_is_read_or_refused(status: int, body: bytes, headers: dict[str, str]) -> None:
    """From any endpoint, any status with any body."""
    response = Response(status, headers=headers, body=body)
    for parse in (parse_token_response, parse_revocation_response, parse_user_info_response):
        with suppress(AuthError):
            parse(response)
    parse_challenge(headers.get("retry-after", ""))


DIGITS = st.sampled_from(["60", "\u00b2", "\u0663", "-1", "1e3", "9" * 5000, "", "\ud800"])
CHALLENGES = st.tuples(
    st.sampled_from(["Bearer ", "", "bearer  ", "Basic x, "]),
    st.sampled_from(['error="insufficient_user_authentication"', "error=invalid_token", "="]),
    st.sampled_from([", max_age=", ',max_age="', ", MAX_AGE="]),
    DIGITS | ANY_TEXT,
).map("".join)


@FEW
@given(
    st.sampled_from([200, 401, 401, 403, 500]),
    st.binary(max_size=60) | REPLIES,
    st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=3),
    CHALLENGES,
)
def test_an_apis_response_is_read_or_refused(
    status: int, body: bytes, headers: dict[str, str], challenge: str
) -> None:
    """Any headers, any body, any challenge: what an app meets is a value or an error of ours."""
    response = Response(status, headers={**headers, "www-authenticate": challenge}, body=body)
    read = ApiResponse(Request("GET", PAGE), response)
    with suppress(StepUpRequired):
        require_no_step_up(read)
    for method in (read.json, read.raise_for_status):
        with suppress(AuthError):
            method()
    assert isinstance(read.text(), str)
    assert read.headers["WWW-Authenticate"] == challenge


PATHS = st.sampled_from(["", "index.html", "shop", "%zz", "%ff", "%ED%A0%80", "a" * 5000])
LONG = st.sampled_from(["the-state", "x" * 100_000, "%00" * 3000, "%f4%90%80%80", "&" * 2000])


@settings(max_examples=60)
@given(PATHS, QUERIES, NAMES, LONG, st.sampled_from(["", "?", "#", "#state=the-state&id_token=x"]))
def test_a_page_starts_at_any_address(
    path: str, query: str, name: str, value: str, fragment: str
) -> None:
    """With a sign-in pending: nothing raises, no code of a callback stays, nobody is signed in."""

    async def story() -> None:
        tab = Browser().tab(f"{PAGE}{path}?{query}&{name}={value}{fragment}")
        pending = samples.transaction().to_json()
        tab.storage.entries[f"{TRANSACTION_PREFIX}the-state"] = pending
        session = await tab.client.start()
        assert not session.is_signed_in
        if session.error is not None:
            assert "code=" not in tab.navigation.url
            assert len(str(session.error)) < 1000

    asyncio.run(story())


@FEW
@given(st.dictionaries(st.sampled_from(["alg", "kid", "typ", "crit", "b64"]), JSON), JSON, ANY_TEXT)
def test_a_token_is_read_or_refused(header: dict[str, object], value: object, text: str) -> None:
    """Tokens, and the keys to check them with, of any shape."""
    token = samples.sign({"sub": "ada"}, **header)  # type: ignore[arg-type]
    for candidate in (token, text, token.replace(".", text), token[: len(text)], token + text):
        with suppress(Refused):
            split_jws(candidate).payload()
    key = {**samples.signing_key("issuer").public_jwk(), **header, "n": value, "e": text}
    for keys in (value, [key, value], [{**key, "e": "AQAB"}]):
        with suppress(MalformedResponse):
            parse_key_set({"keys": keys})


PARTS = ("access_token", "refresh_token", "id_token", "family", "sequence", "app_state")


@FEW
@given(st.sampled_from(PARTS), st.sampled_from(["\ud800", "a\udc00", "²", "9" * 5000]) | ANY_TEXT)
def test_what_a_record_keeps_can_be_sent_and_stored(name: str, value: str) -> None:
    """A record that is read has nothing that a later request or a later reading fails at."""
    kept = {**json.loads(samples.session_record().to_json()), name: value}
    try:
        record = parse_session_record(written(kept, ascii_only=False), CONFIG)
    except AuthError:
        return
    form_encode([("refresh_token", record.refresh_token or ""), ("family", record.family)])
    assert parse_session_record(record.to_json(), CONFIG).to_json() == record.to_json()


@FEW
@given(
    st.dictionaries(st.sampled_from([*samples.id_claims(), "at_hash", "nbf", "azp"]), JSON),
    st.none() | st.integers(0, 10**12),
)
def test_claims_are_accepted_or_refused(changes: dict[str, object], max_age: int | None) -> None:
    """Any claim of any type, at a sign-in and at a renewal."""
    claims = {**samples.id_claims(), **changes}
    own: dict[str, Any] = {"issuers": (samples.ISSUER,), "client_id": samples.CLIENT}
    with suppress(Refused):
        validate_id_token_claims(
            claims, **own, now=START, nonce="the-nonce", access_token="a", max_age=max_age
        )
    with suppress(Refused):
        restore_id_token_claims(claims, **own)
    with suppress(Refused):
        original = original_claims(IdTokenClaims(samples.id_claims()))
        validate_refreshed_id_token_claims(claims, **own, original=original, access_token="a")


@FEW
@given(ANY_TEXT | st.sampled_from(["²", "9" * 5000, 'Bearer max_age="²']))
def test_a_header_is_read_or_ignored(value: str) -> None:
    """`Retry-After` and `WWW-Authenticate` never raise."""
    headers = {"retry-after": value, "www-authenticate": value}
    with suppress(TokenRequestRejected):
        parse_token_response(Response(429, headers=headers, body=b""))
    parse_challenge(value)


MEMBERS = st.sampled_from([*FROM_CLIENT, *FROM_OWNER, "type", "id", "name", "session", "arguments"])


@FEW
@given(st.dictionaries(MEMBERS | ANY_TEXT, JSON | MEMBERS, max_size=5), st.booleans())
def test_a_message_on_a_port_is_read_or_refused(members: dict[str, Any], ascii_only: bool) -> None:  # noqa: FBT001
    """By either side, with any members; and so is a session or an error in it."""
    document = written(members, ascii_only=ascii_only)
    for formats in (FROM_CLIENT, FROM_OWNER):
        with suppress(MalformedResponse):
            parse_message(document, formats)
    with suppress(MalformedResponse):
        read_error(members)
    with suppress(MalformedResponse):
        read_session({**write_session(Session()), **members})


@FEW
@given(st.sampled_from(list(write_session(Session()))), JSON)
def test_a_session_with_one_strange_member_is_read_or_refused(name: str, value: object) -> None:
    """And what was read can be written again."""
    with suppress(MalformedResponse):
        json.dumps(write_session(read_session({**write_session(Session()), name: value})))
