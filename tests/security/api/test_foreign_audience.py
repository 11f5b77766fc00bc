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


NOT_QUITE_THE_CLIENT: tuple[object, ...] = (
    "another-client", f"{CLIENT} ", CLIENT.upper(), [CLIENT, CLIENT], [CLIENT, "other"],
    ["https://other.example", CLIENT], [[CLIENT]], {CLIENT: 1},
)  # fmt: skip


@pytest.mark.parametrize("audience", [*AUDIENCES, *NOT_QUITE_THE_CLIENT, OURS], ids=repr)
def test_an_api_without_a_name_is_nobodys_audience(audience: object) -> None:
    """If the API has no audience, a token with an `aud` is for another API."""
    refuse(make_token(aud=audience))


@pytest.mark.parametrize("audience", [..., *AUDIENCES, *NOT_QUITE_THE_CLIENT], ids=repr)
def test_an_api_with_a_name_is_named_exactly(audience: object) -> None:
    """If the API has an audience, a token without it is refused."""
    refuse(make_token(aud=audience), api=Api(audience=OURS))


@pytest.mark.parametrize("audience", [CLIENT, [CLIENT]], ids=repr)
def test_the_clients_own_id_is_no_audience_of_another_api(audience: object) -> None:
    """A pre token generation trigger may add it, and nothing else, as Cognito documents."""
    for api in (Api(), Api(audience=OURS), Api(audience=CLIENT)):
        assert api.present(make_token(aud=audience)).status_code == 200


def test_another_clients_id_in_a_token_of_ours_is_refused() -> None:
    """Only the `client_id` of the same token counts, even where the API serves both clients."""
    api = Api(client_ids=[CLIENT, "second-client"])
    assert api.present(make_token(client_id="second-client", aud="second-client")).is_success
    refuse(make_token(aud="second-client"), api=api)


def test_the_test_can_tell() -> None:
    """A token for this API, alone or among others, passes."""
    for audience in (OURS, [OURS], ["https://other.example", OURS]):
        assert Api(audience=OURS).present(make_token(aud=audience)).status_code == 200
