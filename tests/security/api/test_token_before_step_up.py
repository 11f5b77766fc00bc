"""A token from before a step-up is sent again after it, while it has not expired."""

import asyncio

from auth.backend import TokenCache
from auth.backend.bearer import BearerPolicy, Refusal
from auth.protocol.authorization import ACR_LEVELS
from tests.security.api.api import Api, assert_step_up
from tests.security.api.forge import claiming
from tests.unit.backend.issuer import NOW

HIGHEST = ACR_LEVELS[-1]
OLDER = {"acr": ACR_LEVELS[0], "auth_time": NOW - 50, "origin_jti": "before", "jti": "1"}
LATER = {"acr": HIGHEST, "auth_time": NOW, "origin_jti": "after", "jti": "2"}


def test_each_token_has_the_level_of_its_own_sign_in() -> None:
    """That the person has reached the level since does not help an older token."""
    api, older, later = Api(acr=HIGHEST), claiming(OLDER), claiming(LATER)
    for _ in range(2):
        assert api.present(later).status_code == 200
        assert_step_up(api.present(older), f'acr_values="{HIGHEST}"')


def test_a_cache_does_not_mix_them_up() -> None:
    """A remembered token is measured at each request, by its own level and age."""
    api, older, later = Api(), claiming(OLDER), claiming(LATER)
    cache = TokenCache(api.verifier, now=lambda: api.time)
    policy = BearerPolicy(verifier=cache, acr=HIGHEST, max_age=30, now=lambda: api.time)
    verdicts = [_verdict(policy, token) for token in (older, later, older, later)]
    api.time += 31
    assert [*verdicts, _verdict(policy, later)] == [401, 200, 401, 200, 401]


def test_parts_of_two_tokens_make_none() -> None:
    """The level of one in the other breaks the signature."""
    older, later = claiming(OLDER).split("."), claiming(LATER).split(".")
    mixed = ".".join([older[0], later[1], older[2]])
    assert Api(acr=HIGHEST).present(mixed).json() == {"error": "invalid_token"}


def _verdict(policy: BearerPolicy, token: str) -> int:
    try:
        asyncio.run(policy.admit([(b"authorization", f"Bearer {token}".encode())]))
    except Refusal as refusal:
        return refusal.status
    return 200
