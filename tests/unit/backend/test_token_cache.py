"""The token cache: limited in size and time, and never around a revocation check."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from auth.backend import AccessTokenClaims, AnyPool, RevocationCheck, TokenCache
from auth.errors import ConfigurationError, TokenExpired, TokenMalformed
from tests.unit.backend.issuer import ISSUER


class Counting:
    """A verifier that counts, with a clock; `refuses` makes it refuse. Tokens end 20 s later."""

    issuer = ISSUER

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.time = 1000.0
        self.refuses = False

    async def verify(self, unverified_token: str) -> AccessTokenClaims:
        """Accept everything, or nothing."""
        self.asked.append(unverified_token)
        if self.refuses:
            raise TokenExpired("expired")
        members: dict[str, object] = {"sub": unverified_token, "exp": 1020, "cognito:groups": ["a"]}
        return AccessTokenClaims(members)


def cached(counting: Counting, **bounds: float) -> TokenCache:
    """Wrap the verifier in a cache."""
    return TokenCache(counting, now=lambda: counting.time, **bounds)  # type: ignore[arg-type]


def test_a_token_is_verified_once() -> None:
    """Only the first request with a token verifies it."""
    counting = Counting()
    cache = cached(counting)
    for token in ("ada", "ada", "grace", "ada"):
        assert asyncio.run(cache.verify(token)).sub == token
    assert counting.asked == ["ada", "grace"]


@pytest.mark.parametrize(("seconds", "later"), [(5, 5), (60, 20), (300, 20)])
def test_nothing_is_remembered_past_its_time(seconds: float, later: float) -> None:
    """Neither beyond the cache's time limit nor beyond the token's expiry."""
    counting = Counting()
    cache = cached(counting, ttl_seconds=seconds)
    asyncio.run(cache.verify("ada"))
    counting.refuses = True
    counting.time += later - 0.1
    asyncio.run(cache.verify("ada"))
    counting.time += 0.1
    with pytest.raises(TokenExpired):
        asyncio.run(cache.verify("ada"))


def test_a_clock_that_is_set_back_empties_the_cache() -> None:
    """After the clock was set back, a token is verified again."""
    counting = Counting()
    cache = cached(counting)
    asyncio.run(cache.verify("ada"))
    counting.time -= 1
    asyncio.run(cache.verify("ada"))
    assert counting.asked == ["ada", "ada"]


def test_a_refusal_is_not_remembered() -> None:
    """Invalid tokens push no other token out."""
    counting = Counting()
    cache = cached(counting, max_entries=1)
    asyncio.run(cache.verify("ada"))
    counting.refuses = True
    for number in range(10):
        with pytest.raises(TokenExpired):
            asyncio.run(cache.verify(str(number)))
    assert asyncio.run(cache.verify("ada")).sub == "ada"


def test_the_least_recently_used_token_is_removed() -> None:
    """A full cache removes the token that was not used for the longest time."""
    counting = Counting()
    cache = cached(counting, max_entries=2)
    for token in ("a", "b", "a", "c", "a", "b"):
        asyncio.run(cache.verify(token))
    assert counting.asked == ["a", "b", "c", "b"]


def test_a_request_does_not_see_the_changes_of_another() -> None:
    """A change to a list in the claims does not affect the next request."""
    cache = cached(Counting())
    groups = asyncio.run(cache.verify("ada")).get("cognito:groups")
    assert isinstance(groups, list)
    groups.append("admins")
    assert asyncio.run(cache.verify("ada")).groups == ["a"]


def test_no_token_is_kept() -> None:
    """The cache keeps digests only."""
    cache = cached(Counting())
    asyncio.run(cache.verify("a-secret-token"))
    assert "a-secret-token" not in repr([*cache._remembered])


def test_a_cache_does_not_outlive_a_check() -> None:
    """A cache around a revocation check is refused, however deep the check is inside."""
    url = "https://app.auth.eu-west-1.amazoncognito.com/oauth2/userInfo"
    check = RevocationCheck(cached(Counting()), user_info_url=url)
    for verifier in (check, AnyPool([check]), RevocationCheck(check, user_info_url=url)):
        with pytest.raises(ConfigurationError, match="the cache inside the check"):
            TokenCache(verifier)


def test_threads_share_a_cache() -> None:
    """Threads that push each other's tokens out cause no error."""
    cache = TokenCache(Counting(), max_entries=2, now=lambda: 1000.0)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(16) as threads:
            calls = [threads.submit(asyncio.run, cache.verify(str(n % 5))) for n in range(400)]
            assert [call.result().sub for call in calls] == [str(n % 5) for n in range(400)]
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize("token", [None, b"bytes", 5, "\ud800.a.b", "²" * 10])
def test_what_is_no_token_is_refused_as_one(token: object) -> None:
    """Any value, for example from a JSON message, is refused as an invalid token."""
    counting = Counting()
    with pytest.raises(TokenMalformed):
        asyncio.run(cached(counting).verify(token))  # type: ignore[arg-type]
    assert counting.asked == []


@pytest.mark.parametrize(
    "bounds",
    [{"max_entries": 0}, {"max_entries": 10**6}, {"ttl_seconds": -1}, {"ttl_seconds": 301}],
)
def test_bounds_are_bounded(bounds: dict[str, float]) -> None:
    """A limit out of range raises."""
    with pytest.raises(ConfigurationError):
        cached(Counting(), **bounds)
