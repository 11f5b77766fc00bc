"""The JSON API is held to the service model of AWS's SDK: operations, members, lengths, errors."""

from pathlib import Path
from typing import Any

import pytest
from botocore.model import OperationModel, Shape

from cognito_stand_in.json_api import identity_pool
from cognito_stand_in.json_api.endpoint import PUBLIC, SIGNED
from tests.contract.api import (
    COMMON_ERRORS,
    IDENTITY_POOLS,
    USER_POOLS,
    Api,
    Refused,
    refusal,
)
from tests.contract.app import CLIENT_ID, App

OPERATIONS = sorted({*PUBLIC, *SIGNED})
README = Path(__file__).parents[2] / "cognito_stand_in" / "README.md"
# Enough that the members under test are read; the names are those of the pool.
SOUND: dict[str, Any] = {
    "AccessToken": "a.b.c",
    "AttributeName": "email",
    "AuthFlow": "USER_PASSWORD_AUTH",
    "AuthParameters": {"USERNAME": "ada", "PASSWORD": "x"},
    "ChallengeName": "NEW_PASSWORD_REQUIRED",
    "ChallengeResponses": {"USERNAME": "ada", "NEW_PASSWORD": "x"},
    "ClientId": CLIENT_ID,
    "Code": "123456",
    "ConfirmationCode": "123456",
    "Credential": {"id": "x"},
    "CredentialId": "x",
    "GroupName": "admins",
    "IdentityId": "eu-west-1:nobody",
    "IdentityPoolId": "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001",
    "Password": "New-Password-2026",
    "ProposedPassword": "New-Password-2026",
    "RefreshToken": "x",
    "Session": "s" * 20,
    "Token": "x",
    "UserAttributeNames": ["name"],
    "UserAttributes": [{"Name": "name", "Value": "x"}],
    "UserCode": "123456",
    "UserPoolId": "eu-west-1_StandIn01",
    "Username": "ada",
}
# The stand-in has no devices, no analytics, and no triggers that get metadata.
UNREAD = {"AccountId", "CustomRoleArn", "DeviceKey", "RevokeAssociatedSessions"}


@pytest.fixture
def api(app: App) -> Api:
    """Return a caller."""
    return Api(app)


def sound_members(operation: OperationModel) -> dict[str, Any]:
    """Return the required members of an operation."""
    return {name: SOUND[name] for name in operation.input_shape.required_members}


def limited_members(operation: OperationModel) -> list[tuple[str, Shape]]:
    """Return the string members whose length is limited and that the stand-in reads."""
    return [
        (name, shape)
        for name, shape in operation.input_shape.members.items()
        if shape.type_name == "string" and "max" in shape.metadata and name not in UNREAD
    ]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_model_has_each_operation(operation: str) -> None:
    """And agrees which ones need AWS credentials."""
    is_public = USER_POOLS.operation_model(operation).auth_type == "none"
    assert is_public == (operation in PUBLIC)


REQUIRED = [
    (operation, member)
    for operation in OPERATIONS
    for member in USER_POOLS.operation_model(operation).input_shape.required_members
]


@pytest.mark.parametrize(("operation", "member"), REQUIRED)
def test_required_members_are_required(api: Api, operation: str, member: str) -> None:
    """Without one, or with a value of another type, the request is refused."""
    members = sound_members(USER_POOLS.operation_model(operation))
    with pytest.raises(Refused) as caught:
        api.call(operation, **{**members, member: None})
    assert caught.value.name == "InvalidParameterException"
    assert member[0].lower() + member[1:] in caught.value.message
    with pytest.raises(Refused, match="SerializationException"):
        api.call(operation, **{**members, member: 7})


LIMITED = [
    (operation, member, shape)
    for operation in OPERATIONS
    for member, shape in limited_members(USER_POOLS.operation_model(operation))
]


@pytest.mark.parametrize(
    ("operation", "member", "shape"), LIMITED, ids=[f"{one[0]}-{one[1]}" for one in LIMITED]
)
def test_lengths_are_limited(api: Api, operation: str, member: str, shape: Shape) -> None:
    """As the model limits them."""
    members = sound_members(USER_POOLS.operation_model(operation))
    with pytest.raises(Refused) as caught:
        api.call(operation, **{**members, member: "1" * (shape.metadata["max"] + 1)})
    assert caught.value.name == "InvalidParameterException"
    assert "less than or equal to" in caught.value.message or "enum" in caught.value.message


@pytest.mark.parametrize("operation", sorted(identity_pool.OPERATIONS))
def test_operations_of_identity_pools(api: Api, operation: str) -> None:
    """Required members are required there, too, with the exception that its clients have seen."""
    described = IDENTITY_POOLS.operation_model(operation)
    for member in described.input_shape.required_members:
        for value in (None, 7, "1" * (described.input_shape.members[member].metadata["max"] + 1)):
            members = {**sound_members(described), member: value}
            with pytest.raises(Refused, match="ValidationException"):
                api.call(operation, model=IDENTITY_POOLS, **members)


@pytest.mark.parametrize("operation", sorted({*USER_POOLS.operation_names} - {*OPERATIONS}))
def test_other_operations_are_named(api: Api, operation: str) -> None:
    """The message says which operation the stand-in does not have."""
    reply = api.post(operation, {})
    refused = refusal(USER_POOLS.operation_model(operation), reply)
    assert refused.name == "UnknownOperationException"
    assert refused.message.startswith(f"{operation}: the stand-in does not have this operation.")


@pytest.mark.parametrize("operation", sorted({*IDENTITY_POOLS.operation_names}))
def test_other_operations_of_identity_pools_are_named(api: Api, operation: str) -> None:
    """Alike."""
    if operation not in identity_pool.OPERATIONS:
        reply = api.post(operation, {}, model=IDENTITY_POOLS)
        assert reply.json()["__type"] in COMMON_ERRORS
        assert reply.json()["message"].startswith(f"{operation}: ")


def test_a_target_that_is_none(api: Api) -> None:
    """Nothing of it is repeated."""
    for target in ("", "Dance", "Other.GetUser", "AWSCognitoIdentityProviderService.<b>"):
        headers = {"x-amz-target": target}
        reply = api.app.http.post("http://localhost:8002/", content="{}", headers=headers)
        assert reply.json()["__type"] == "UnknownOperationException"
        assert reply.json()["message"].startswith("X-Amz-Target: ")


def test_the_readme_lists_the_operations() -> None:
    """All of them, and no others."""
    text = README.read_text(encoding="utf-8")
    section = text.partition("### The JSON API")[2].partition("\n## ")[0]
    names = {
        word
        for word in section.replace("`", " ").replace(",", " ").split()
        if word in {*USER_POOLS.operation_names, *IDENTITY_POOLS.operation_names}
    }
    assert names == {*OPERATIONS, *identity_pool.OPERATIONS}
