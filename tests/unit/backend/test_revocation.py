"""The revocation check: which tokens are sent, where, how often, and what answers mean."""

import asyncio
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from auth.backend import AccessTokenClaims, AnyPool, RevocationCheck, TokenCache, revocation
from auth.backend.fetch import USER_INFO_BYTES
from auth.errors import (
    ConfigurationError,
    IssuerMismatch,
    TokenExpired,
    TokenRevoked,
    TransportFailed,
)
from tests.unit.backend.asgi_calls import TOKEN, Verdict
from tests.unit.backend.issuer import ISSUER, make_token

URL = "https://app.auth.eu-west-1.amazoncognito.com/oauth2/userInfo"
ADA: dict[str, object] = {"sub": "ada", "iss": ISSUER, "scope": "openid api/read"}
GOOD = (200, b'{"sub": "ada", "email_verified": "true"}')


class UserInfo:
    """A userInfo endpoint that records its requests, with a clock; None means no answer."""

    def __init__(self, answer: tuple[int, bytes] | None = GOOD) -> None:
        self.answer = answer
        self.asked: list[Mapping[str, str]] = []
        self.time = 1000.0

    async def ask(self, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Return the response to one request."""
        self.asked.append(headers)
        await asyncio.sleep(0)
        if self.answer is None:
            raise TransportFailed("down")
        return self.answer

    def around(self, outcome: dict[str, object] | Exception) -> RevocationCheck:
        """Wrap a verifier with that outcome in the check."""
        return RevocationCheck(
            Verdict(outcome), user_info_url=URL, ask=self.ask, now=lambda: self.time
        )


def verify(check: RevocationCheck) -> AccessTokenClaims:
    """Verify the token."""
    return asyncio.run(check.verify(TOKEN))


def test_cognito_is_asked_with_the_token_itself() -> None:
    """The claims of a token that is not revoked are returned."""
    endpoint = UserInfo()
    assert verify(endpoint.around(ADA)).sub == "ada"
    assert endpoint.asked == [{"Authorization": f"Bearer {TOKEN}"}]


@pytest.mark.parametrize("answer", [(401, b""), (401, b'{"sub": "ada"}'), (200, b'{"sub": "eve"}')])
def test_a_revoked_token_is_refused(answer: tuple[int, bytes]) -> None:
    """Cognito refuses it, or returns another person."""
    with pytest.raises(TokenRevoked):
        verify(UserInfo(answer).around(ADA))


@pytest.mark.parametrize("answer", [None, (500, b""), (429, b""), (302, b""), (200, b"<html>")])
def test_without_an_answer_the_request_is_refused(answer: tuple[int, bytes] | None) -> None:
    """A failure is neither yes nor no, and is not kept."""
    endpoint = UserInfo(answer)
    check = endpoint.around(ADA)
    with pytest.raises(TransportFailed):
        verify(check)
    endpoint.answer = GOOD
    verify(check)


def test_an_invalid_token_causes_no_request() -> None:
    """Only valid tokens cause a request, so that nobody can make this API send them at will."""
    endpoint = UserInfo()
    with pytest.raises(TokenExpired):
        verify(endpoint.around(TokenExpired("since noon")))
    with pytest.raises(TokenRevoked, match="openid"):
        verify(endpoint.around({**ADA, "scope": "api/read"}))
    assert endpoint.asked == []


@pytest.mark.parametrize("answer", [GOOD, (401, b"")])
def test_an_answer_is_kept_for_a_while(answer: tuple[int, bytes]) -> None:
    """One request in half a minute, whatever the answer."""
    endpoint = UserInfo(answer)
    check = endpoint.around(ADA)

    async def outcome() -> bool:
        try:
            await check.verify(TOKEN)
        except TokenRevoked:
            return False
        return True

    for later in (0, 29.9, 0.1):
        endpoint.time += later
        assert asyncio.run(outcome()) is (answer == GOOD)
    assert len(endpoint.asked) == 2


def test_calls_at_the_same_time_share_one_request() -> None:
    """Ten calls at once cause one request, and a cancelled one does not cancel it."""
    endpoint = UserInfo()
    check = endpoint.around(ADA)

    async def scenario() -> None:
        first, *others = (asyncio.create_task(check.verify(TOKEN)) for _ in range(10))
        await asyncio.sleep(0)
        first.cancel()
        assert [claims.sub for claims in await asyncio.gather(*others)] == ["ada"] * 9

    asyncio.run(scenario())
    assert len(endpoint.asked) == 1


def test_answers_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest answers are removed, and so are finished requests."""
    monkeypatch.setattr("auth.backend.revocation.MAX_ENTRIES", 2)
    check = UserInfo().around(ADA)

    async def scenario() -> None:
        for number in range(5):
            assert await check._is_accepted(str(number), "ada")

    asyncio.run(scenario())
    assert (len(check._answers), len(check._asking)) == (2, 0)


@pytest.mark.parametrize("change", [{"user_info_url": "http://a.example/"}, {"ttl_seconds": 301}])
def test_settings_are_checked_at_the_start(change: dict[str, object]) -> None:
    """Tokens are sent over https only, and answers kept for a limited time."""
    settings = {"user_info_url": URL, **change}
    with pytest.raises(ConfigurationError):
        RevocationCheck(Verdict(ADA), **settings)  # type: ignore[arg-type]


OTHER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example02"
LONG = 30.0


class Pool:
    """A verifier that accepts every token as one of its issuer's."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Accept the token."""
        assert unverified_token
        return AccessTokenClaims({**ADA, "iss": self.issuer, "exp": 9e9})


class Around:
    """A custom verifier around another, without an issuer."""

    def __init__(self, inner: AnyPool) -> None:
        self.verify = inner.verify


class Lying(Around):
    """One that names a single issuer, though others are inside."""

    issuer = ISSUER


def both_pools() -> AnyPool:
    """Accept the tokens of two pools."""
    return AnyPool([Pool(ISSUER), Pool(OTHER)])


@pytest.mark.parametrize("caches", range(3))
def test_a_check_is_for_one_pool(caches: int) -> None:
    """Around several pools it is refused, because it would send tokens of one pool to another."""
    verifier: AnyPool | TokenCache = both_pools()
    for _ in range(caches):
        verifier = TokenCache(verifier)
    with pytest.raises(ConfigurationError, match="one check for each pool") as caught:
        RevocationCheck(verifier, user_info_url=URL)
    assert caught.value.key == "verifier"


def test_a_check_needs_to_know_whose_tokens_it_sends() -> None:
    """A verifier that does not say so may have several pools inside."""
    with pytest.raises(ConfigurationError, match="names no issuer"):
        RevocationCheck(Around(both_pools()), user_info_url=URL)


def test_a_token_of_another_issuer_is_sent_nowhere() -> None:
    """Whatever the verifier inside accepts: only tokens of the issuer that it names are sent."""
    endpoint = UserInfo()
    check = RevocationCheck(Lying(both_pools()), user_info_url=URL, ask=endpoint.ask)
    assert asyncio.run(check.verify(make_token())).issuer == ISSUER
    assert len(endpoint.asked) == 1
    with pytest.raises(IssuerMismatch):
        asyncio.run(check.verify(make_token(iss=OTHER)))
    assert len(endpoint.asked) == 1


def test_each_pool_has_its_own_check() -> None:
    """Inside AnyPool, every token goes to the endpoint of its own pool and to no other."""
    endpoints = {ISSUER: UserInfo(), OTHER: UserInfo()}
    pools = AnyPool(
        RevocationCheck(TokenCache(Pool(issuer)), user_info_url=URL, ask=endpoint.ask)
        for issuer, endpoint in endpoints.items()
    )
    for issuer, endpoint in endpoints.items():
        token = make_token(iss=issuer)
        assert asyncio.run(pools.verify(token)).issuer == issuer
        assert endpoint.asked == [{"Authorization": f"Bearer {token}"}]


def test_callers_in_other_event_loops_share_one_request() -> None:
    """A threaded server sends one request, and all callers get its answer."""
    gate, asked = threading.Event(), threading.Event()
    questions: list[object] = []

    async def ask(headers: Mapping[str, str]) -> tuple[int, bytes]:
        questions.append(headers)
        asked.set()
        while not gate.is_set():  # noqa: ASYNC110 - an asyncio.Event belongs to one loop
            await asyncio.sleep(0.001)
        return GOOD

    check = RevocationCheck(Verdict(ADA), user_info_url=URL, ask=ask)
    with ThreadPoolExecutor(4) as threads:
        calls = [threads.submit(asyncio.run, check.verify(TOKEN)) for _ in range(4)]
        assert asked.wait(LONG)
        gate.set()
        assert [call.result(LONG).sub for call in calls] == ["ada"] * 4
    assert len(questions) == 1


def test_a_request_whose_loop_has_ended_is_sent_again() -> None:
    """After a cancelled call, the next one sends the request again."""
    endpoint = UserInfo()
    answers = iter([asyncio.sleep(LONG), asyncio.sleep(0)])

    async def ask(headers: Mapping[str, str]) -> tuple[int, bytes]:
        endpoint.asked.append(headers)
        await next(answers)
        return GOOD

    check = RevocationCheck(Verdict(ADA), user_info_url=URL, ask=ask)
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(check.verify(TOKEN), 0.01))
    assert asyncio.run(asyncio.wait_for(check.verify(TOKEN), LONG)).sub == "ada"
    assert (len(endpoint.asked), len(check._asking)) == (2, 0)


def test_an_endpoint_that_never_answers_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a TransportFailed after the time limit."""
    monkeypatch.setattr(revocation, "ASK_SECONDS", 0.01)

    async def ask(_: Mapping[str, str]) -> tuple[int, bytes]:
        await asyncio.sleep(LONG)
        return GOOD

    with pytest.raises(TransportFailed, match="userInfo"):
        asyncio.run(RevocationCheck(Verdict(ADA), user_info_url=URL, ask=ask).verify(TOKEN))


@pytest.mark.parametrize(("size", "passes"), [(600_000, True), (USER_INFO_BYTES, False)])
def test_people_with_many_attributes_are_served(
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    passes: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """50 custom attributes of 2048 characters, four bytes each, are within Cognito's quotas."""
    body = b'{"sub": "ada", "custom:a": "%s"}' % (b"x" * size)
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    client = httpx.AsyncClient
    monkeypatch.setattr(
        httpx, "AsyncClient", lambda **options: client(transport=transport, **options)
    )
    check = RevocationCheck(Verdict(ADA), user_info_url=URL)
    if passes:
        assert verify(check).sub == "ada"
    else:
        with pytest.raises(TransportFailed, match="too large"):
            verify(check)


def test_a_stand_in_may_be_asked_in_another_container() -> None:
    """Over http if the issuer is on this machine; tokens of a real pool go over https only."""
    url = "http://stand-in:8001/oauth2/userInfo"
    RevocationCheck(Pool("http://localhost:8002/eu-west-1_StandIn01"), user_info_url=url)
    with pytest.raises(ConfigurationError, match="user_info_url"):
        RevocationCheck(Pool(ISSUER), user_info_url=url)
