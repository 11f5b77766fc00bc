"""The JSON API of user pools: what administrators do with accounts, groups and the pool."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from cognito_stand_in import FakeCognito
from cognito_stand_in.interactions import Interaction
from tests.contract.api import FLOWS, POOL_ID, SIGNED, Api, Refused, change_client, secret_hash
from tests.contract.app import ADA, CLIENT_ID, App, Clock
from tests.contract.test_json_api import refused

PASSWORD = "New-Password-2026"
TEMPORARY = "Temporary-Password-1"
EMAIL = [
    {"Name": "email", "Value": "mary@example.com"},
    {"Name": "email_verified", "Value": "True"},
]


@pytest.fixture
def api(app: App) -> Api:
    """Return a caller of a pool whose client may sign in with a password."""
    change_client(app.cognito, auth_flows=FLOWS)
    return Api(app)


def refusal(api: Api, operation: str, /, **members: Any) -> tuple[str, str]:
    """Return name and message of the exception for an administrator."""
    return refused(api, operation, **{"UserPoolId": POOL_ID, **members})


def create(api: Api, username: str = "mary", **more: Any) -> dict[str, Any]:
    """Create a user with a temporary password and a verified address."""
    members = {"TemporaryPassword": TEMPORARY, "UserAttributes": EMAIL, **more}
    user: dict[str, Any] = api.admin("AdminCreateUser", Username=username, **members)["User"]
    return user


def status(api: Api, username: str) -> str:
    """Return the status of a user."""
    found: str = api.admin("AdminGetUser", Username=username)["UserStatus"]
    return found


def attributes_of(document: dict[str, Any], name: str = "UserAttributes") -> dict[str, str]:
    """Return the attributes of a user as a dictionary."""
    return {one["Name"]: one["Value"] for one in document[name]}


def test_a_created_user_has_a_temporary_password(
    api: Api, cognito: FakeCognito, clock: Clock
) -> None:
    """Which is replaced at the first sign-in, by a challenge."""
    user = create(api)
    assert user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
    assert attributes_of(user, "Attributes")["email_verified"] == "true"
    assert user["UserCreateDate"] == dt.datetime.fromtimestamp(clock(), dt.UTC)
    assert api.code("mary") == TEMPORARY
    challenge = challenged(api)
    assert challenge["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    assert "AuthenticationResult" not in challenge
    answers = {"USERNAME": "mary", "NEW_PASSWORD": "weak"}
    request: dict[str, Any] = {"ClientId": CLIENT_ID, "ChallengeName": "NEW_PASSWORD_REQUIRED"}
    request["Session"] = challenge["Session"]
    operation = "RespondToAuthChallenge"
    weak = {**request, "ChallengeResponses": answers}
    assert refused(api, operation, **weak)[0] == "InvalidPasswordException"
    answers |= {"NEW_PASSWORD": PASSWORD, "userAttributes.name": "Mary"}
    for username in (ADA, "nobody"):
        other = {**request, "ChallengeResponses": {**answers, "USERNAME": username}}
        assert refused(api, operation, **other)[0] == "NotAuthorizedException"
    result = api.call(operation, **request, ChallengeResponses=answers)["AuthenticationResult"]
    assert result["AccessToken"]
    assert status(api, "mary") == "CONFIRMED"
    assert cognito.pool.users["mary"].attributes["name"] == "Mary"
    again = {**request, "ChallengeResponses": answers}
    assert refused(api, operation, **again)[0] == "NotAuthorizedException"
    assert api.sign_in("mary", PASSWORD)["AccessToken"]


def challenged(api: Api, password: str = TEMPORARY) -> dict[str, Any]:
    """Sign Mary in with her temporary password."""
    parameters = {"USERNAME": "mary", "PASSWORD": password}
    return api.call(
        "InitiateAuth",
        ClientId=CLIENT_ID,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters=parameters,
    )


def test_a_challenge_expires(api: Api, clock: Clock) -> None:
    """After three minutes; unknown sessions and other challenges are refused too."""
    create(api)
    answers = {"USERNAME": "mary", "NEW_PASSWORD": PASSWORD}
    request: dict[str, Any] = {"ClientId": CLIENT_ID, "ChallengeResponses": answers}
    request |= {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": "s" * 20}
    operation = "AdminRespondToAuthChallenge"
    assert refusal(api, operation, **request)[0] == "NotAuthorizedException"
    request["Session"] = challenged(api)["Session"]
    for name, expected in (
        ("SMS_MFA", "NotAuthorizedException"),
        ("CUSTOM_CHALLENGE", "InvalidParameterException"),
        ("NO_CHALLENGE", "InvalidParameterException"),
    ):
        assert refusal(api, operation, **{**request, "ChallengeName": name})[0] == expected
    incomplete = {**request, "ChallengeResponses": {"USERNAME": "mary"}}
    assert refusal(api, operation, **incomplete)[0] == "InvalidParameterException"
    clock.advance(180)
    assert "expired" in refusal(api, operation, **request)[1]


def test_a_challenge_belongs_to_one_client_and_one_answer(api: Api, cognito: FakeCognito) -> None:
    """A second temporary password does not bring the session of the first one back."""
    create(api)
    client = cognito.pool.clients[CLIENT_ID]
    cognito.pool.clients["another"] = replace(client, client_id="another")
    session = challenged(api)["Session"]
    answers = {"USERNAME": "mary", "NEW_PASSWORD": PASSWORD}
    request: dict[str, Any] = {"ChallengeResponses": answers, "Session": session}
    request |= {"ChallengeName": "NEW_PASSWORD_REQUIRED", "ClientId": "another"}
    operation = "RespondToAuthChallenge"
    assert refused(api, operation, **request)[0] == "NotAuthorizedException"
    request["ClientId"] = CLIENT_ID
    assert api.call(operation, **request)["AuthenticationResult"]
    api.admin("AdminSetUserPassword", Username="mary", Password=TEMPORARY)
    assert refused(api, operation, **request)[0] == "NotAuthorizedException"


def test_a_temporary_password_can_be_made_up_and_sent_again(api: Api, cognito: FakeCognito) -> None:
    """Or not be sent at all."""
    create(api, TemporaryPassword=None)
    first = api.code("mary")
    assert challenged(api, first)["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
    create(api, TemporaryPassword=None, MessageAction="RESEND")
    second = api.code("mary")
    assert first != second
    with pytest.raises(Refused, match="Incorrect username or password"):
        challenged(api, first)
    assert challenged(api, second)["Session"]
    cognito.directory.forget("mary")
    create(api, "lise", MessageAction="SUPPRESS", UserAttributes=[])
    assert cognito.directory.outbox == {}
    resent = {"MessageAction": "RESEND"}
    assert refusal(api, "AdminCreateUser", Username="nobody", **resent)[0] == (
        "UserNotFoundException"
    )
    assert refusal(api, "AdminCreateUser", Username=ADA, **resent)[0] == (
        "UnsupportedUserStateException"
    )


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"Username": ADA}, "UsernameExistsException"),
        ({"Username": "mary", "TemporaryPassword": "weak"}, "InvalidPasswordException"),
        ({"Username": "mary", "MessageAction": "SHOUT"}, "InvalidParameterException"),
        ({"Username": None}, "InvalidParameterException"),
        (
            {
                "Username": "mary",
                "UserAttributes": [
                    {"Name": "email", "Value": "ada@example.com"},
                    {"Name": "email_verified", "Value": "true"},
                ],
            },
            "UsernameExistsException",
        ),
    ],
)
def test_users_that_cannot_be_created(
    api: Api, cognito: FakeCognito, changes: dict[str, Any], name: str
) -> None:
    """And the pool stays as it was."""
    with pytest.raises(Refused, match=name):
        api.admin("AdminCreateUser", **changes)
    assert list(cognito.pool.users) == [ADA, "grace"]


def test_a_password_can_be_set(api: Api) -> None:
    """For good, or until the first sign-in."""
    create(api)
    api.admin("AdminSetUserPassword", Username="mary", Password=PASSWORD, Permanent=True)
    assert status(api, "mary") == "CONFIRMED"
    assert api.sign_in("mary", PASSWORD)["AccessToken"]
    api.admin("AdminSetUserPassword", Username="mary", Password=TEMPORARY)
    assert status(api, "mary") == "FORCE_CHANGE_PASSWORD"
    weak = {"Username": "mary", "Password": "weak", "Permanent": True}
    assert refusal(api, "AdminSetUserPassword", **weak)[0] == "InvalidPasswordException"
    wrong_type = {"Username": "mary", "Password": PASSWORD, "Permanent": "yes"}
    assert refusal(api, "AdminSetUserPassword", **wrong_type)[0] == "SerializationException"


def test_a_forgotten_temporary_password(api: Api) -> None:
    """Cannot be reset by its owner, but by an administrator."""
    create(api)
    request = {"ClientId": CLIENT_ID, "Username": "mary"}
    assert refused(api, "ForgotPassword", **request) == (
        "NotAuthorizedException",
        "User password cannot be reset in the current state.",
    )
    assert refusal(api, "AdminResetUserPassword", Username="mary")[0] == "NotAuthorizedException"


def test_a_password_can_be_reset(api: Api) -> None:
    """The user then needs the code that was sent."""
    api.admin("AdminResetUserPassword", Username=ADA)
    assert status(api, ADA) == "RESET_REQUIRED"
    with pytest.raises(Refused, match="PasswordResetRequiredException"):
        api.sign_in()
    request: dict[str, Any] = {
        "ClientId": CLIENT_ID,
        "Username": ADA,
        "ConfirmationCode": api.code(ADA),
    }
    api.call("ConfirmForgotPassword", **request, Password=PASSWORD)
    assert api.sign_in(ADA, PASSWORD)["AccessToken"]


def test_an_account_can_be_confirmed(api: Api) -> None:
    """Once, and without verifying its address."""
    members: dict[str, Any] = {"ClientId": CLIENT_ID, "Username": "mary", "Password": PASSWORD}
    api.call("SignUp", **members, UserAttributes=EMAIL[:1])
    assert status(api, "mary") == "UNCONFIRMED"
    api.admin("AdminConfirmSignUp", Username="mary")
    found = api.admin("AdminGetUser", Username="mary")
    assert found["UserStatus"] == "CONFIRMED"
    assert attributes_of(found)["email_verified"] == "false"
    assert refusal(api, "AdminConfirmSignUp", Username="mary")[0] == "NotAuthorizedException"


def test_attributes_can_be_updated(api: Api, cognito: FakeCognito) -> None:
    """A new address is not verified, an empty value deletes, and addresses belong to one person."""
    update = "AdminUpdateUserAttributes"
    change = [{"Name": "email", "Value": "new@example.com"}, {"Name": "name", "Value": ""}]
    api.admin(update, Username=ADA, UserAttributes=change)
    attributes = attributes_of(api.admin("AdminGetUser", Username=ADA))
    assert (attributes["email"], attributes["email_verified"]) == ("new@example.com", "false")
    assert "name" not in attributes
    custom = [{"Name": "custom:tenant", "Value": "7"}]
    api.admin(update, Username=ADA, UserAttributes=custom)
    assert cognito.pool.users[ADA].attributes["custom:tenant"] == "7"
    taken = [
        {"Name": "email", "Value": "grace@example.com"},
        {"Name": "email_verified", "Value": "true"},
    ]
    members: dict[str, Any] = {"Username": ADA, "UserAttributes": taken}
    assert refusal(api, update, **members)[0] == "AliasExistsException"
    members["UserAttributes"] = [{"Name": "sub", "Value": "x"}]
    assert refusal(api, update, **members)[0] == "InvalidParameterException"
    members["UserAttributes"] = []
    assert refusal(api, update, **members)[0] == "InvalidParameterException"


def test_users_can_be_named_by_address_or_sub(api: Api, cognito: FakeCognito) -> None:
    """As in AWS."""
    for name in (ADA, "ADA", "ada@example.com", cognito.pool.users[ADA].sub):
        assert api.admin("AdminGetUser", Username=name)["Username"] == ADA


def test_disabling_and_enabling(api: Api) -> None:
    """A disabled user is signed out and cannot sign in."""
    tokens = api.sign_in()
    api.admin("AdminDisableUser", Username=ADA)
    assert api.admin("AdminGetUser", Username=ADA)["Enabled"] is False
    with pytest.raises(Refused, match="User is disabled"):
        api.sign_in()
    api.admin("AdminEnableUser", Username=ADA)
    assert api.sign_in()["AccessToken"]
    request = {"ClientId": CLIENT_ID, "RefreshToken": tokens["RefreshToken"]}
    assert "revoked" in refused(api, "GetTokensFromRefreshToken", **request)[1]


def test_signing_a_user_out(api: Api) -> None:
    """Everywhere, but not at the domain."""
    tokens = api.sign_in()
    api.app.sign_in()
    assert api.admin("AdminUserGlobalSignOut", Username=ADA) == {}
    assert "revoked" in refused(api, "GetUser", AccessToken=tokens["AccessToken"])[1]
    assert "code=" in api.app.http.get(api.app.url()).headers["location"]


def test_deleting_a_user(api: Api, cognito: FakeCognito) -> None:
    """With tokens, codes and the browser's session; a new account gets nothing of them."""
    tokens = api.sign_in()
    code = api.app.code()
    api.admin("AdminDeleteUser", Username=ADA)
    assert ADA not in cognito.pool.users
    assert refusal(api, "AdminGetUser", Username=ADA)[0] == "UserNotFoundException"
    create(api, ADA, UserAttributes=[])
    api.admin("AdminSetUserPassword", Username=ADA, Password=PASSWORD, Permanent=True)
    assert refused(api, "GetUser", AccessToken=tokens["AccessToken"])[0] in {
        "NotAuthorizedException",
        "UserNotFoundException",
    }
    assert api.app.exchange(code).json() == {"error": "invalid_grant"}
    assert "/login" in api.app.http.get(api.app.url()).headers["location"]


def test_groups(api: Api, cognito: FakeCognito) -> None:
    """They can be created, listed, joined and left."""
    made = {"Precedence": 3, "Description": "d", "RoleArn": "arn:aws:iam::123456789012:role/r"}
    group = api.admin("CreateGroup", GroupName="pilots", **made)["Group"]
    assert (group["GroupName"], group["Precedence"]) == ("pilots", 3)
    assert refusal(api, "CreateGroup", GroupName="pilots")[0] == "GroupExistsException"
    listed = api.admin("ListGroups")["Groups"]
    assert [one["GroupName"] for one in listed] == ["admins", "editors", "pilots"]
    for _ in range(2):
        api.admin("AdminAddUserToGroup", Username=ADA, GroupName="pilots")
    assert cognito.pool.users[ADA].groups == ["admins", "pilots"]
    of_ada = api.admin("AdminListGroupsForUser", Username=ADA)["Groups"]
    assert [one["GroupName"] for one in of_ada] == ["admins", "pilots"]
    pilots = api.admin("ListUsersInGroup", GroupName="pilots")["Users"]
    assert [one["Username"] for one in pilots] == [ADA]
    api.admin("AdminRemoveUserFromGroup", Username=ADA, GroupName="pilots")
    assert cognito.pool.users[ADA].groups == ["admins"]
    unknown = {"Username": ADA, "GroupName": "nowhere"}
    assert refusal(api, "AdminAddUserToGroup", **unknown)[0] == "ResourceNotFoundException"
    nobody = {"Username": "nobody", "GroupName": "pilots"}
    assert refusal(api, "AdminAddUserToGroup", **nobody)[0] == "UserNotFoundException"


def test_the_quota_of_groups(api: Api, cognito: FakeCognito) -> None:
    """A person can be in 100 groups."""
    cognito.pool.users[ADA].groups = [f"g{number}" for number in range(100)]
    members = {"Username": ADA, "GroupName": "editors"}
    assert refusal(api, "AdminAddUserToGroup", **members)[0] == "InvalidParameterException"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('email = "ada@example.com"', [ADA]),
        ('"email" ^= "ada"', [ADA]),
        ('username ^= "g"', ["grace"]),
        ('cognito:user_status = "CONFIRMED"', [ADA, "grace"]),
        ('status = "Disabled"', []),
        ('name = "Ada \\"Countess\\" Lovelace"', []),
        ("", [ADA, "grace"]),
    ],
)
def test_users_can_be_filtered(api: Api, text: str, names: list[str]) -> None:
    """By the attributes that Cognito searches."""
    members = {"Filter": text} if text else {}
    users = api.admin("ListUsers", **members)["Users"]
    assert [user["Username"] for user in users] == names


@pytest.mark.parametrize(
    "members",
    [
        {"Filter": "email"},
        {"Filter": 'custom:department = "Engines"'},
        {"Filter": 'email = "' + "a" * 256 + '"'},
        {"PaginationToken": "*"},
        {"Limit": 61},
        {"Limit": -1},
    ],
)
def test_lists_that_are_refused(api: Api, members: dict[str, Any]) -> None:
    """With a malformed filter, token or limit."""
    assert refusal(api, "ListUsers", **members)[0] == "InvalidParameterException"


def test_lists_have_pages(api: Api) -> None:
    """Of `Limit` entries, 60 by default, with a token for the next one."""
    for number in range(70):
        create(api, f"user-{number:02}", UserAttributes=[], MessageAction="SUPPRESS")
    first = api.admin("ListUsers")
    second = api.admin("ListUsers", PaginationToken=first["PaginationToken"])
    assert [len(page["Users"]) for page in (first, second)] == [60, 12]
    assert "PaginationToken" not in second
    names, token = [], None
    while True:
        page = api.admin("ListGroups", Limit=1, NextToken=token)
        names += [group["GroupName"] for group in page["Groups"]]
        token = page.get("NextToken")
        if token is None:
            break
    assert names == ["admins", "editors"]


def test_lists_can_have_some_attributes_only(api: Api) -> None:
    """Those of `AttributesToGet`."""
    users = api.admin("ListUsers", AttributesToGet=["email"])["Users"]
    assert attributes_of(users[0], "Attributes") == {"email": "ada@example.com"}


def test_the_pool_and_its_clients_are_described(api: Api) -> None:
    """As CloudFormation sets them."""
    pool = api.admin("DescribeUserPool")["UserPool"]
    assert pool["Id"] == POOL_ID
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] == 12
    described = api.admin("DescribeUserPoolClient", ClientId=CLIENT_ID)["UserPoolClient"]
    assert described["RefreshTokenRotation"] == {
        "Feature": "ENABLED",
        "RetryGracePeriodSeconds": 30,
    }
    assert described["PreventUserExistenceErrors"] == "ENABLED"
    assert "ClientSecret" not in described
    change_client(api.app.cognito, secret="s" * 51)
    described = api.admin("DescribeUserPoolClient", ClientId=CLIENT_ID)["UserPoolClient"]
    assert described["ClientSecret"] == "s" * 51
    assert refusal(api, "DescribeUserPoolClient", ClientId="x")[0] == "ResourceNotFoundException"


def test_administrators_sign_their_requests(api: Api, cognito: FakeCognito) -> None:
    """With any AWS credentials; a switch allows requests without a signature."""
    wrong = {
        "": "MissingAuthenticationTokenException",
        "Bearer x": "IncompleteSignatureException",
        SIGNED.replace("Signature=00", ""): "IncompleteSignatureException",
        SIGNED.replace("cognito-idp", "s3"): "InvalidSignatureException",
    }
    for authorization, name in wrong.items():
        with pytest.raises(Refused, match=name):
            api.admin("ListUsers", headers={"authorization": authorization})
    cognito.switches.set("unsigned_administration", "on")
    assert api.admin("ListUsers", headers={"authorization": ""})["Users"]


def test_foreign_pages_do_not_administer_the_pool(api: Api) -> None:
    """Any page can write a signature, so only the pool's own apps may."""
    for origin in ("https://elsewhere.example", "null", "http://localhost:8001"):
        with pytest.raises(Refused, match="AccessDeniedException"):
            api.admin("ListUsers", headers={"origin": origin})
    assert api.admin("ListUsers", headers={"origin": "http://localhost:8000"})["Users"]


def test_a_confidential_client_answers_challenges_with_its_hash(
    api: Api, cognito: FakeCognito
) -> None:
    """SECRET_HASH stands among the answers."""
    create(api)
    change_client(cognito, secret="s")
    hashed = secret_hash(CLIENT_ID, "s", "mary")
    parameters = {"USERNAME": "mary", "PASSWORD": TEMPORARY, "SECRET_HASH": hashed}
    begun = api.call(
        "InitiateAuth",
        ClientId=CLIENT_ID,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters=parameters,
    )
    answers = {"USERNAME": "mary", "NEW_PASSWORD": PASSWORD}
    request: dict[str, Any] = {"ClientId": CLIENT_ID, "ChallengeName": begun["ChallengeName"]}
    request |= {"Session": begun["Session"], "ChallengeResponses": answers}
    assert refused(api, "RespondToAuthChallenge", **request)[0] == "NotAuthorizedException"
    answers["SECRET_HASH"] = hashed
    assert api.call("RespondToAuthChallenge", **request)["AuthenticationResult"]


def test_an_account_of_the_same_name_gets_nothing_unfinished_of_the_old_one(
    api: Api, cognito: FakeCognito, clock: Clock
) -> None:
    """Who was to choose a password of a deleted account chooses none of a later one."""
    create(api)
    challenge = challenged(api)
    page = Interaction(purpose="new-password", query="", username="mary", expires_at=clock() + 60)
    cognito.interactions.start(page, clock())
    api.admin("AdminDeleteUser", Username="mary")
    assert not cognito.challenges.entries
    assert not cognito.interactions.store.entries
    create(api)
    answered = {
        "ClientId": CLIENT_ID,
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": challenge["Session"],
        "ChallengeResponses": {"USERNAME": "mary", "NEW_PASSWORD": PASSWORD},
    }
    assert refused(api, "RespondToAuthChallenge", **answered)[0] == "NotAuthorizedException"
    assert status(api, "mary") == "FORCE_CHANGE_PASSWORD"


def test_challenges_that_nobody_answers_are_forgotten(
    api: Api, cognito: FakeCognito, clock: Clock
) -> None:
    """Only the latest one is left after a day."""
    create(api)
    challenged(api)
    clock.advance(86_400)
    challenged(api)
    assert len(cognito.challenges.entries) == 1
