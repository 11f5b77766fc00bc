"""A token is bound to another API."""

import pytest

from tests.security.api.api import Api, refuse
from tests.unit.backend.issuer import CLIENT, make_token

OURS = "https://api.example"
AUDIENCES: tuple[object, ...] = (
    None, "", True, 1, [], [None], {}, {OURS: 1}, "https://other.example",
    ["https://other.example"], [OURS, 1], f"{OURS}/", f"{OURS}.attacker.example", OURS.upper(),
    f" {OURS}", [[OURS]],
)  # fmt: skip


@pytest.mark.parametrize("audience", [*AUDIENCES, OURS, CLIENT], ids=repr)
def test_an_api_without_a_name_is_nobodys_audience(audience: object) -> None:
    """Where tokens have no `aud`, one that has is meant for somebody else."""
    refuse(make_token(aud=audience))


@pytest.mark.parametrize("audience", [..., *AUDIENCES, CLIENT], ids=repr)
def test_an_api_with_a_name_is_named_exactly(audience: object) -> None:
    """Where tokens are bound to APIs, one that is not bound to this one is refused."""
    refuse(make_token(aud=audience), api=Api(audience=OURS))


def test_the_test_can_tell() -> None:
    """A token for this API, alone or among others, passes."""
    for audience in (OURS, [OURS], ["https://other.example", OURS]):
        assert Api(audience=OURS).present(make_token(aud=audience)).status_code == 200
