"""The check with Cognito: who is asked about, how often, and what the answers mean."""

import asyncio
from collections.abc import Mapping

import pytest

from auth.backend import AccessTokenClaims, RevocationCheck
from auth.errors import ConfigurationError, TokenExpired, TokenRevoked, TransportFailed
from tests.unit.backend.asgi_calls import TOKEN, Verdict

URL = "https://app.auth.eu-west-1.amazoncognito.com/oauth2/userInfo"
ADA: dict[str, object] = {"sub": "ada", "scope": "openid api/read"}
GOOD = (200, b'{"sub": "ada", "email_verified": "true"}')


class UserInfo:
    """An endpoint that counts its visitors, and a clock; None for an answer means no answer."""

    def __init__(self, answer: tuple[int, bytes] | None = GOOD) -> None:
        self.answer = answer
        self.asked: list[Mapping[str, str]] = []
        self.time = 1000.0

    async def ask(self, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Answer one request."""
        self.asked.append(headers)
        await asyncio.sleep(0)
        if self.answer is None:
            raise TransportFailed("down")
        return self.answer

    def around(self, outcome: dict[str, object] | Exception) -> RevocationCheck:
        """Put the check around a verifier of that outcome."""
        return RevocationCheck(
            Verdict(outcome), user_info_url=URL, ask=self.ask, now=lambda: self.time
        )


def verify(check: RevocationCheck) -> AccessTokenClaims:
    """Verify the token."""
    return asyncio.run(check.verify(TOKEN))


def test_cognito_is_asked_with_the_token_itself() -> None:
    """A token that is still honoured gives its claims."""
    endpoint = UserInfo()
    assert verify(endpoint.around(ADA)).sub == "ada"
    assert endpoint.asked == [{"Authorization": f"Bearer {TOKEN}"}]


@pytest.mark.parametrize("answer", [(401, b""), (401, b'{"sub": "ada"}'), (200, b'{"sub": "eve"}')])
def test_a_token_that_is_no_longer_honoured_is_refused(answer: tuple[int, bytes]) -> None:
    """Cognito says no, or speaks of somebody else."""
    with pytest.raises(TokenRevoked):
        verify(UserInfo(answer).around(ADA))


@pytest.mark.parametrize("answer", [None, (500, b""), (429, b""), (302, b""), (200, b"<html>")])
def test_no_verdict_lets_nobody_in(answer: tuple[int, bytes] | None) -> None:
    """Trouble is neither a yes nor a no, and is not remembered."""
    endpoint = UserInfo(answer)
    check = endpoint.around(ADA)
    with pytest.raises(TransportFailed):
        verify(check)
    endpoint.answer = GOOD
    verify(check)


def test_a_token_that_is_wrong_anyway_causes_no_request() -> None:
    """Only what the pool signed is asked about: nobody can send this API to Cognito at will."""
    endpoint = UserInfo()
    with pytest.raises(TokenExpired):
        verify(endpoint.around(TokenExpired("since noon")))
    with pytest.raises(TokenRevoked, match="openid"):
        verify(endpoint.around({"sub": "ada", "scope": "api/read"}))
    assert endpoint.asked == []


@pytest.mark.parametrize("answer", [GOOD, (401, b"")])
def test_an_answer_holds_for_a_while(answer: tuple[int, bytes]) -> None:
    """Half a minute of requests cost one question, yes or no."""
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


def test_requests_that_come_together_share_one_question() -> None:
    """A page that calls ten routes at once asks once, and who gives up takes nobody along."""
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
    """The oldest answers make room, and nothing of a finished question stays."""
    monkeypatch.setattr("auth.backend.revocation.MAX_ENTRIES", 2)
    check = UserInfo().around(ADA)

    async def scenario() -> None:
        for number in range(5):
            assert await check._is_honoured(str(number), "ada")

    asyncio.run(scenario())
    assert (len(check._answers), len(check._asking)) == (2, 0)


@pytest.mark.parametrize("change", [{"user_info_url": "http://a.example/"}, {"ttl_seconds": 301}])
def test_settings_are_checked_at_the_start(change: dict[str, object]) -> None:
    """A token is not sent over an open line, and an answer not trusted for long."""
    settings = {"user_info_url": URL, **change}
    with pytest.raises(ConfigurationError):
        RevocationCheck(Verdict(ADA), **settings)  # type: ignore[arg-type]
