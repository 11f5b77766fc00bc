"""A token was issued to an app client that this API does not serve."""

import pytest

from tests.security.api.api import refuse
from tests.security.api.forge import claiming
from tests.unit.backend.issuer import CLIENT, make_token

CLIENTS: tuple[object, ...] = (
    ..., None, "", True, 1, [], [CLIENT], ["other", CLIENT], {}, {CLIENT: 1}, "other", CLIENT[:-1],
    f"{CLIENT}x", CLIENT.upper(), f" {CLIENT}", f"{CLIENT} ", f"{CLIENT},other", CLIENT[0],
    f"{CLIENT}\x00",
)  # fmt: skip


@pytest.mark.parametrize("client", CLIENTS, ids=repr)
def test_the_client_is_one_of_ours(client: object) -> None:
    """Only the exact string is accepted, not a list that contains it."""
    refuse(make_token(client_id=client))


@pytest.mark.parametrize("claim", ["azp", "aud", "cid", "clientId"])
def test_no_other_claim_stands_in_for_it(claim: str) -> None:
    """Only `client_id` says whose token it is."""
    refuse(claiming({"client_id": ..., claim: CLIENT}))
