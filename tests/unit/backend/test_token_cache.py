"""The cache of verified tokens: bounded in number and time, and it never softens a check."""

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
    """Put a cache around the verifier."""
    return TokenCache(counting, now=lambda: counting.time, **bounds)  # type: ignore[arg-type]


def test_a_token_is_verified_once() -> None:
    """The second request with a token costs no verification, and another token does."""
    counting = Counting()
    cache = cached(counting)
    for token in ("ada", "ada", "grace", "ada"):
        assert asyncio.run(cache.verify(token)).sub == token
    assert counting.asked == ["ada", "grace"]


@pytest.mark.parametrize(("seconds", "later"), [(5, 5), (60, 20), (300, 20)])
def test_nothing_is_remembered_past_its_time(seconds: float, later: float) -> None:
    """Neither past the cache's own limit nor past the token's end, leeway or not."""
    counting = Counting()
    cache = cached(counting, ttl_seconds=seconds)
    asyncio.run(cache.verify("ada"))
    counting.refuses = True
    counting.time += later - 0.1
    asyncio.run(cache.verify("ada"))
    counting.time += 0.1
    with pytest.raises(TokenExpired):
        asyncio.run(cache.verify("ada"))


def test_a_clock_that_is_set_back_forgets() -> None:
    """A time before the verification is no time at which the token was good."""
    counting = Counting()
    cache = cached(counting)
    asyncio.run(cache.verify("ada"))
    counting.time -= 1
    asyncio.run(cache.verify("ada"))
    assert counting.asked == ["ada", "ada"]


def test_a_refusal_is_not_remembered() -> None:
    """Made-up tokens take no room and drive nobody out."""
    counting = Counting()
    cache = cached(counting, max_entries=1)
    asyncio.run(cache.verify("ada"))
    counting.refuses = True
    for number in range(10):
        with pytest.raises(TokenExpired):
            asyncio.run(cache.verify(str(number)))
    assert asyncio.run(cache.verify("ada")).sub == "ada"


def test_the_oldest_makes_room() -> None:
    """A full cache forgets the token that was not used for longest."""
    counting = Counting()
    cache = cached(counting, max_entries=2)
    for token in ("a", "b", "a", "c", "a", "b"):
        asyncio.run(cache.verify(token))
    assert counting.asked == ["a", "b", "c", "b"]


def test_what_one_request_changes_the_next_does_not_see() -> None:
    """Nobody becomes an administrator by another request's mistake."""
    cache = cached(Counting())
    groups = asyncio.run(cache.verify("ada")).get("cognito:groups")
    assert isinstance(groups, list)
    groups.append("admins")
    assert asyncio.run(cache.verify("ada")).groups == ["a"]


def test_no_token_is_kept() -> None:
    """A memory dump of the cache gives digests."""
    cache = cached(Counting())
    asyncio.run(cache.verify("a-secret-token"))
    assert "a-secret-token" not in repr([*cache._remembered])


def test_a_cache_does_not_outlive_a_check() -> None:
    """Around a check for revocation, however deep inside, it would let revoked tokens in."""
    url = "https://app.auth.eu-west-1.amazoncognito.com/oauth2/userInfo"
    check = RevocationCheck(cached(Counting()), user_info_url=url)
    for verifier in (check, AnyPool([check]), RevocationCheck(check, user_info_url=url)):
        with pytest.raises(ConfigurationError, match="the cache inside the check"):
            TokenCache(verifier)


def test_threads_share_a_cache() -> None:
    """Two hundred threads that push each other's tokens out break nothing."""
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
    """A value from a JSON message is passed to nobody, and is no programming error."""
    counting = Counting()
    with pytest.raises(TokenMalformed):
        asyncio.run(cached(counting).verify(token))  # type: ignore[arg-type]
    assert counting.asked == []


@pytest.mark.parametrize(
    "bounds",
    [{"max_entries": 0}, {"max_entries": 10**6}, {"ttl_seconds": -1}, {"ttl_seconds": 301}],
)
def test_bounds_are_bounded(bounds: dict[str, float]) -> None:
    """Remembering without end is no setting."""
    with pytest.raises(ConfigurationError):
        cached(Counting(), **bounds)
