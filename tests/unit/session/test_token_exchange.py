"""From tokens to a checked session, and the order in which that happens."""

import pytest

from auth.errors import (
    AccessTokenHashMismatch,
    AudienceMismatch,
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
)
from auth.protocol.callback import AuthorizationGrant
from auth.protocol.id_token_claims import IdTokenClaims
from auth.protocol.token_endpoint import TokenSet
from auth.session.ended import EndedSessions
from auth.session.token_exchange import TokenExchange, lifetime
from auth.testing.doubles import START, MemoryStorage, ScriptedTransport, runtime
from tests.support import samples
from tests.support.tab import KEYS_PATH, TOKEN_PATH, Browser

GRANT = AuthorizationGrant(code="the-code", transaction=samples.transaction(app_state=[1]))


def exchange_with(answer: object) -> tuple[TokenExchange, ScriptedTransport]:
    """Return an exchange whose token endpoint answers with `answer`."""
    transport = ScriptedTransport()
    transport.answer(TOKEN_PATH, answer)  # type: ignore[arg-type]
    transport.answer(KEYS_PATH, samples.key_set_reply())
    ended = EndedSessions(samples.CLIENT, MemoryStorage())
    return TokenExchange(samples.config(), runtime(transport=transport), ended), transport


async def test_a_code_becomes_a_session() -> None:
    """Tokens, claims, app state and the end of the access token are in the record."""
    exchange, transport = exchange_with(samples.token_reply())
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
        ("expires-in-text", MalformedResponse),
    ],
)
async def test_tokens_with_a_fault_are_used_for_nothing(
    one_browser: Browser, fault: str, kind: type[AuthError]
) -> None:
    """Each fault has its error; nobody is signed in and nothing is stored."""
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
    """Where Cognito's documents leave a choice, both choices work, twice in a row."""
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
    """A refresh token never changes whom it speaks for."""
    other = samples.sign(samples.id_claims(sub="somebody else"))
    exchange, _ = exchange_with(samples.token_reply(id_token=other))
    with pytest.raises(SubjectMismatch):
        await exchange.renew(samples.session_record(), "old")


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
    """Without `expires_in` the ID token's own life stands in for it."""
    tokens = TokenSet(access_token="a", expires_in=expires_in, id_token=None, refresh_token=None)
    assert lifetime(tokens, IdTokenClaims(samples.id_claims(**claims))) == expected


async def test_a_code_is_sent_once() -> None:
    """Whoever has it too, such as a copy of this tab, learns that it was used."""
    exchange, transport = exchange_with(samples.token_reply())
    await exchange.redeem(GRANT)
    with pytest.raises(StateMismatch):
        await exchange.redeem(GRANT)
    assert len(transport.sent_to(TOKEN_PATH)) == 1
