"""A token claims a group in a shape that is no list of groups."""

import pytest

from tests.security.api.api import Api, assert_refused
from tests.security.api.forge import claiming

GROUPS: tuple[object, ...] = (
    ..., None, "", "admins", "admins,users", True, 1, {}, {"admins": True}, [], ["users"],
    ["Admins"], ["admins "], [" admins"], [["admins"]], [{"name": "admins"}], ["admins\x00"],
    ["users,admins"], ["\u0430dmins"],
)  # fmt: skip


@pytest.mark.parametrize("groups", GROUPS, ids=repr)
def test_a_group_is_an_exact_text_in_a_list(groups: object) -> None:
    """Any other shape has no groups."""
    response = Api(groups=["admins"]).present(claiming({"cognito:groups": groups}))
    assert_refused(response, 403)


@pytest.mark.parametrize("claim", ["groups", "roles", "cognito:roles", "custom:groups"])
def test_no_other_claim_stands_in_for_it(claim: str) -> None:
    """Only Cognito writes `cognito:groups`."""
    token = claiming({"cognito:groups": ..., claim: ["admins"]})
    assert_refused(Api(groups=["admins"]).present(token), 403)


def test_the_test_can_tell() -> None:
    """A member of the group is accepted, also beside invalid entries."""
    token = claiming({"cognito:groups": [1, None, "admins"]})
    assert Api(groups=["admins"]).present(token).status_code == 200
