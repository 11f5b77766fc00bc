"""A person has a valid token of a sign-in that is weaker than the API demands."""

import pytest

from auth.protocol.authorization import ACR_LEVELS
from tests.security.api.api import Api, assert_step_up
from tests.security.api.forge import HEADER, PAYLOAD, claiming
from tests.unit.backend.issuer import CLIENT, make_token, sign

LOW, _, HIGH, HIGHEST = ACR_LEVELS
DEMAND = f'acr_values="{HIGH} {HIGHEST}"'
LEVELS: tuple[object, ...] = (
    ..., None, "", " ", True, 3, 4, [HIGH], [HIGHEST], {HIGH: 1}, LOW, ACR_LEVELS[1], HIGH.upper(),
    f" {HIGH}", f"{HIGH} ", f"{HIGH} {HIGHEST}", f"{LOW} {HIGHEST}", f"{HIGH}\x00", f"{HIGH}\n",
    "urn:cognito:loa:33", "urn:cognito:loa:5", "urn:cognito:loa:", "urn:cognito:loa:\u0663", "3",
    "4", "high", "phr", "urn%3Acognito%3Aloa%3A3",
)  # fmt: skip


@pytest.mark.parametrize("acr", LEVELS, ids=repr)
def test_only_the_name_of_a_level_counts(acr: object) -> None:
    """Anything else counts as the lowest level."""
    assert_step_up(Api(acr=HIGH).present(make_token(acr=acr)), DEMAND)


@pytest.mark.parametrize("acr", [HIGH, HIGHEST])
def test_the_test_can_tell(acr: str) -> None:
    """The demanded level is accepted, and so is the one above it."""
    assert Api(acr=HIGH).present(make_token(acr=acr)).status_code == 200


@pytest.mark.parametrize("claim", ["amr", "acr_values", "ACR", "level", "cognito:acr", "scope"])
def test_no_other_claim_stands_in_for_it(claim: str) -> None:
    """Methods and look-alikes say nothing about the level."""
    for value in (HIGHEST, [HIGHEST], ["pwd", "otp", "mfa"]):
        response = Api(acr=HIGH).present(claiming({claim: value, "acr": LOW}))
        assert_step_up(response, DEMAND)


def test_a_machine_has_no_level() -> None:
    """A token of the client credentials grant is not accepted instead of a person's."""
    api = Api(acr=HIGH)
    api.verifier._rules.allow_client_credentials = True
    token = make_token(sub=CLIENT, username=..., scope="api/read")
    assert_step_up(api.present(token), DEMAND)


@pytest.mark.parametrize("values", [(HIGHEST, LOW), (LOW, HIGHEST)])
def test_two_levels_in_one_token_are_none(values: tuple[str, str]) -> None:
    """A second `acr` makes the token invalid, whichever comes first."""
    twice = "".join(f', "acr": "{value}"' for value in values)
    token = sign(HEADER, PAYLOAD[:-1] + twice + "}")
    assert Api(acr=HIGH).present(token).json() == {"error": "invalid_token"}
