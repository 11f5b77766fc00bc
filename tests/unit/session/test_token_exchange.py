"""Exchanges: from tokens to a checked session, in the right order."""

import asyncio

import pytest

from auth.encoding.url import form_decode
from auth.errors import (
    AccessTokenHashMismatch,
    AudienceMismatch,
    AuthenticationTooOld,
    AuthError,
    IssuerMismatch,
    KeyUnknown,
    MalformedResponse,
    NonceMismatch,
    SignatureInvalid,
    StateMismatch,
    SubjectMismatch,
    TokenExpired,
    TokenMalformed,
    TokenNotYetValid,
    TokenUseMismatch,
    TransportFailed,
)
from auth.protocol.callback import AuthorizationGrant
from auth.protocol.claims import IdTokenClaims
from auth.protocol.token_endpoint import TokenSet
from auth.session.ended import EndedSessions
from auth.session.record import parse_session_record
from auth.session.token_exchange import TokenExchange, lifetime
from auth.testing.doubles import START, MemoryStorage, ScriptedTransport, runtime
from tests.support import samples
from tests.support.tab import KEYS_PATH, REVOKE_PATH, TOKEN_PATH, Browser

GRANT = AuthorizationGrant(code="the-code", transaction=samples.transaction(app_state=[1]))


def exchange_with(answer: object) -> tuple[TokenExchange, ScriptedTransport]:
    """Return an exchange whose token endpoint sends `answer`."""
    transport = ScriptedTransport()
    transport.answer(TOKEN_PATH, answer)  # type: ignore[arg-type]
    transport.answer(KEYS_PATH, samples.key_set_reply())
    ended = EndedSessions(samples.CLIENT, MemoryStorage())
    return TokenExchange(samples.config(), runtime(transport=transport), ended), transport


async def test_a_code_becomes_a_session() -> None:
    """Tokens, claims, app state and the expiry of the access token are in the record."""
    exchange, transport = exchange_with(samples.token_reply())
    await exchange.prepare()
    record = await exchange.redeem(GRANT)
    assert (record.access_token, record.refresh_token) == ("new-access-token", "new-refresh-token")
    assert (record.claims.sub, record.app_state) == (samples.id_claims()["sub"], [1])
    assert record.expires_at == START + 3600
    assert [request.method for request in transport.requests] == ["GET", "POST"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("wrong-issuer", IssuerMismatch),
        ("wrong-audience", AudienceMismatch),
        ("many-audiences", AudienceMismatch),
        ("wrong-azp", AudienceMismatch),
        ("wrong-nonce", NonceMismatch),
        ("missing-nonce", NonceMismatch),
        ("wrong-at-hash", AccessTokenHashMismatch),
        ("wrong-token-use", TokenUseMismatch),
        ("expired-tokens", TokenExpired),
        ("future-tokens", TokenNotYetValid),
        ("clock-ahead", TokenNotYetValid),
        ("missing-expiry", TokenMalformed),
        ("alg-none", TokenMalformed),
        ("alg-hs256", TokenMalformed),
        ("bad-signature", SignatureInvalid),
        ("missing-kid", KeyUnknown),
        ("unpublished-key", KeyUnknown),
        ("missing-id-token", MalformedResponse),
        ("missing-access-token", MalformedResponse),
        ("wrong-token-type", MalformedResponse),
        ("expires-in-string", MalformedResponse),
    ],
)
async def test_tokens_with_a_fault_are_used_for_nothing(
    one_browser: Browser, fault: str, kind: type[AuthError]
) -> None:
    """Each fault has its own error; nothing is stored, and no session starts."""
    tab = one_browser.tab()
    one_browser.cognito.faults.enable(fault)
    session = await tab.come_back(await tab.callback())
    assert (session.state, type(session.error)) == ("signed_out", kind)
    assert (session.user, tab.storage.entries) == (None, {})
    one_browser.cognito.faults.clear()
    assert (await tab.come_back(await tab.callback())).state == "signed_in"


async def test_keys_that_changed_meanwhile_are_fetched(one_browser: Browser) -> None:
    """A rotation between a sign-in and a renewal is not an error."""
    tab = one_browser.tab()
    await tab.sign_in()
    one_browser.cognito.rotate_keys(withdraw_old=True)
    await tab.client.refresh()
    assert tab.client.session.state == "signed_in"
    assert len(tab.transport.sent_to(KEYS_PATH)) == 2


@pytest.mark.parametrize("switch", ["refreshed_nonce", "refreshed_at_hash"])
@pytest.mark.parametrize("value", [False, True])
async def test_every_reading_of_cognito_renews(
    one_browser: Browser, switch: str, *, value: bool
) -> None:
    """If Cognito's documents allow two behaviours, both work, twice in a row."""
    setattr(one_browser.cognito.switches, switch, value)
    tab = one_browser.tab()
    await tab.sign_in()
    await tab.client.refresh()
    await tab.client.refresh()
    assert (tab.client.session.state, tab.client.session.error) == ("signed_in", None)


@pytest.mark.parametrize(
    ("members", "access", "refresh"),
    [
        ({}, "new-access-token", "new-refresh-token"),
        ({"refresh_token": ...}, "new-access-token", "old"),
        ({"refresh_token": None}, "new-access-token", "old"),
        ({"id_token": ...}, "new-access-token", "new-refresh-token"),
        ({"id_token": None, "refresh_token": ...}, "new-access-token", "old"),
    ],
)
async def test_a_renewal_keeps_what_does_not_come_anew(
    members: dict[str, object], access: str, refresh: str
) -> None:
    """Cognito may leave out the refresh token and, by the book, the ID token."""
    exchange, _ = exchange_with(samples.token_reply(**members))
    previous = samples.session_record(app_state={"a": 1})
    record = await exchange.renew(previous, "old")
    assert (record.access_token, record.refresh_token) == (access, refresh)
    assert (record.app_state, record.claims.sub) == ({"a": 1}, previous.claims.sub)
    assert record.id_token


async def test_a_renewal_for_another_person_is_refused() -> None:
    """A renewal never changes the person."""
    other = samples.sign(samples.id_claims(sub="somebody else"))
    exchange, _ = exchange_with(samples.token_reply(id_token=other))
    with pytest.raises(SubjectMismatch):
        await exchange.renew(samples.session_record(), "old")


SILENT = {"nonce": ..., "auth_time": ...}


@pytest.mark.parametrize(
    "renewals",
    [
        [SILENT, {}],
        [{}, SILENT, {}],
        [{"iat": START + 60}, {"iat": START - 2}],
        [{"iat": START - 5 - 299, "exp": START + 3000}],
        [{"auth_time": ...}, {"auth_time": START - 5}, {"nonce": ...}],
    ],
)
async def test_renewals_are_compared_with_the_sign_in(renewals: list[dict[str, object]]) -> None:
    """Claims that come and go, and servers whose clocks differ, end no session."""
    record = samples.session_record()
    for changes in renewals:
        id_token = samples.sign(samples.id_claims(**changes))
        exchange, _ = exchange_with(samples.token_reply(id_token=id_token))
        renewed = await exchange.renew(record, "old")
        record = parse_session_record(renewed.to_json(), samples.config())
    assert record.sequence == len(renewals)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"nonce": "of another sign-in"}, NonceMismatch),
        ({"auth_time": START + 60}, AuthenticationTooOld),
        ({"iat": START - 5 - 301}, TokenExpired),
    ],
)
async def test_a_renewal_of_another_sign_in_is_refused_even_later(
    changes: dict[str, object], kind: type[AuthError]
) -> None:
    """Claims that the last ID token left out are still compared."""
    first, _ = exchange_with(
        samples.token_reply(id_token=samples.sign(samples.id_claims(**SILENT)))
    )
    record = await first.renew(samples.session_record(), "old")
    exchange, _ = exchange_with(
        samples.token_reply(id_token=samples.sign(samples.id_claims(**changes)))
    )
    with pytest.raises(kind):
        await exchange.renew(record, "old")


async def test_a_replica_may_renew() -> None:
    """The pool fails over to another Region, whose issuer signs from then on."""
    replica = "http://localhost:8003/eu-west-1_StandIn01"
    transport = ScriptedTransport()
    id_token = samples.sign(samples.id_claims(iss=replica))
    transport.answer(KEYS_PATH, TransportFailed("no answer came"), samples.key_set_reply())
    transport.answer(TOKEN_PATH, samples.token_reply(id_token=id_token))
    exchange = TokenExchange(
        samples.config(replica_issuers=[replica]),
        runtime(transport=transport),
        EndedSessions(samples.CLIENT, MemoryStorage()),
    )
    await exchange.prepare()
    record = await exchange.renew(samples.session_record(), "old")
    assert record.claims.get("iss") == replica


@pytest.mark.parametrize(
    ("expires_in", "claims", "expected"),
    [
        (300, {}, 300),
        (0.5, {}, 0.5),
        (None, {}, 3600),
        (None, {"iat": START - 10, "exp": START + 90}, 100),
    ],
)
def test_the_lifetime_is_what_the_server_said(
    expires_in: float | None, claims: dict[str, object], expected: float
) -> None:
    """Without `expires_in`, the lifetime of the ID token is used."""
    tokens = TokenSet(access_token="a", expires_in=expires_in, id_token=None, refresh_token=None)
    assert lifetime(tokens, IdTokenClaims(samples.id_claims(**claims))) == expected


async def test_a_code_is_sent_once() -> None:
    """A copy of this tab, which has the code too, gets an error."""
    exchange, transport = exchange_with(samples.token_reply())
    await exchange.redeem(GRANT)
    with pytest.raises(StateMismatch):
        await exchange.redeem(GRANT)
    assert len(transport.sent_to(TOKEN_PATH)) == 1


@pytest.mark.parametrize(
    "answer",
    [
        samples.token_reply(id_token=samples.sign(samples.id_claims(nonce="another"))),
        samples.token_reply(id_token="not a token"),
        samples.token_reply(id_token=None),
    ],
)
async def test_tokens_that_fail_a_check_are_revoked(answer: object) -> None:
    """Without a wait: the refresh token would work for a month, and nobody has it."""
    exchange, transport = exchange_with(answer)
    transport.answer(REVOKE_PATH, samples.reply(b""))
    with pytest.raises(AuthError):
        await exchange.redeem(GRANT)
    assert not transport.sent_to(REVOKE_PATH)
    await asyncio.sleep(0)
    [request] = transport.sent_to(REVOKE_PATH)
    assert dict(form_decode(str(request.body)))["token"] == "new-refresh-token"


@pytest.mark.parametrize(
    "claim", [{"auth_time": "soon"}, {"auth_time": -1}, {"auth_time": None}, {"iat": START}]
)
async def test_what_a_sign_in_accepts_can_be_read_again(claim: dict[str, object]) -> None:
    """Nobody is signed out by a reload."""
    exchange, _ = exchange_with(
        samples.token_reply(id_token=samples.sign(samples.id_claims(**claim)))
    )
    record = await exchange.redeem(GRANT)
    again = parse_session_record(record.to_json(), samples.config())
    assert again.to_json() == record.to_json()


async def test_a_refresh_token_that_could_not_be_read_again_is_refused() -> None:
    """At once, and not at the next reload."""
    exchange, _ = exchange_with(samples.token_reply(refresh_token="with a space"))
    with pytest.raises(MalformedResponse, match="refresh_token"):
        await exchange.redeem(GRANT)
