"""A caller of the JSON API that holds every response to the service model of AWS's own SDK."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
from botocore.model import OperationModel, ServiceModel, Shape
from botocore.parsers import create_parser
from botocore.session import get_session

from cognito_stand_in import AppClient, FakeCognito
from tests.contract.app import CLIENT_ID, App

ISSUER_ORIGIN = "http://localhost:8002"
POOL_ID = "eu-west-1_StandIn01"
USER_ADMIN = "aws.cognito.signin.user.admin"
# What AWS's documents list under "Common Errors", and what its JSON protocol adds.
COMMON_ERRORS = {
    "AccessDeniedException",
    "IncompleteSignatureException",
    "InvalidSignatureException",
    "MissingAuthenticationTokenException",
    "SerializationException",
    "UnknownOperationException",
    "ValidationException",
}
SIGNED = (
    "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/eu-west-1/cognito-idp/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=00"
)
FLOWS = (
    "ALLOW_USER_PASSWORD_AUTH",
    "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    "ALLOW_REFRESH_TOKEN_AUTH",
    "ALLOW_USER_SRP_AUTH",
)
_SESSION = get_session()
USER_POOLS: ServiceModel = _SESSION.get_service_model("cognito-idp")
IDENTITY_POOLS: ServiceModel = _SESSION.get_service_model("cognito-identity")
_TYPES: dict[str, Any] = {
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "timestamp": (int, float),
    "structure": dict,
    "map": dict,
    "list": list,
}


class Refused(Exception):
    """The API answered with an exception."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message


class Api:
    """Calls operations, and checks each response against the operation's model."""

    def __init__(self, app: App) -> None:
        self.app = app

    def post(
        self,
        operation: str,
        document: object,
        *,
        model: ServiceModel = USER_POOLS,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Send a request; operations that AWS wants signed get a signature."""
        known = operation in model.operation_names
        is_public = known and model.operation_model(operation).auth_type == "none"
        signature = {} if is_public else {"authorization": SIGNED}
        target = f"{model.metadata['targetPrefix']}.{operation}"
        return self.app.http.post(
            f"{ISSUER_ORIGIN}/",
            content=json.dumps(document),
            headers={
                "content-type": "application/x-amz-json-1.1",
                "x-amz-target": target,
                **signature,
                **(headers or {}),
            },
        )

    def call(
        self,
        operation: str,
        /,
        *,
        model: ServiceModel = USER_POOLS,
        headers: Mapping[str, str] | None = None,
        **members: Any,
    ) -> dict[str, Any]:
        """Return the response of an operation, as AWS's SDK parses it; None leaves a member out.

        Raises:
            Refused: the API answered with an exception.
            AssertionError: the response does not conform to the model.
        """
        document = {name: value for name, value in members.items() if value is not None}
        reply = self.post(operation, document, model=model, headers=headers)
        assert reply.headers["content-type"] == "application/x-amz-json-1.1"
        assert reply.headers["x-amzn-requestid"]
        assert reply.headers["access-control-allow-origin"] == "*"
        described = model.operation_model(operation)
        if reply.status_code != 200:
            raise refusal(described, reply)
        if described.output_shape is not None:
            conform(reply.json(), described.output_shape, operation)
        else:
            assert reply.json() == {}
        return _parsed(model, described, reply)

    def admin(self, operation: str, /, **members: Any) -> dict[str, Any]:
        """Call an operation for administrators of the pool."""
        return self.call(operation, UserPoolId=POOL_ID, **members)

    def sign_in(
        self, username: str = "ada", password: str = "Analytical-Engine-1843", **members: Any
    ) -> dict[str, Any]:
        """Sign in with a password and return the tokens."""
        parameters = {"USERNAME": username, "PASSWORD": password}
        reply = self.call(
            "InitiateAuth",
            **{
                "ClientId": CLIENT_ID,
                "AuthFlow": "USER_PASSWORD_AUTH",
                "AuthParameters": parameters,
                **members,
            },
        )
        result: dict[str, Any] = reply["AuthenticationResult"]
        return result

    def code(self, username: str) -> str:
        """Return the only code that was sent to a user."""
        (message,) = [
            sent for sent in self.app.cognito.directory.outbox.values() if sent.username == username
        ]
        return message.code


def change_client(cognito: FakeCognito, **changes: Any) -> AppClient:
    """Change the settings of the app client."""
    client = replace(cognito.pool.clients[CLIENT_ID], **changes)
    cognito.pool.clients[CLIENT_ID] = client
    return client


def with_flows(app: App) -> Api:
    """Return a caller of a pool whose client has the API's flows, without rotation."""
    change_client(app.cognito, auth_flows=FLOWS, rotation_enabled=False)
    scopes = app.cognito.pool.clients[CLIENT_ID].scopes
    change_client(app.cognito, scopes=(*scopes, USER_ADMIN))
    return Api(app)


def refusal(operation: OperationModel, reply: httpx.Response) -> Refused:
    """Return the exception in a response, which has to be one that the operation declares."""
    document = reply.json()
    name = document["__type"]
    assert reply.status_code == 400
    assert reply.headers["x-amzn-errortype"] == f"{name}:"
    declared = {shape.name for shape in operation.error_shapes}
    assert name in declared | COMMON_ERRORS, f"{operation.name} does not declare {name}"
    parsed = create_parser("json").parse(
        {"status_code": 400, "headers": reply.headers, "body": reply.content},
        operation.output_shape,
    )
    assert parsed["Error"] == {"Code": name, "Message": document["message"]}
    return Refused(name, document["message"])


def conform(value: Any, shape: Shape, place: str) -> None:
    """Check that a value has the shape's type, members, length and pattern, and nothing more."""
    if getattr(shape, "is_document_type", False):
        assert isinstance(value, dict), f"{place}: {value!r}"
        return
    expected = _TYPES[shape.type_name]
    assert isinstance(value, expected), f"{place}: {value!r}"
    assert not isinstance(value, bool) or shape.type_name == "boolean", place
    if shape.type_name == "structure":
        assert not set(value) - set(shape.members), f"{place}: {set(value) - set(shape.members)}"
        assert set(value) >= set(shape.required_members), place
        for name, one in value.items():
            conform(one, shape.members[name], f"{place}.{name}")
    elif shape.type_name == "list":
        for one in value:
            conform(one, shape.member, f"{place}[]")
    elif shape.type_name == "map":
        for key, one in value.items():
            conform(key, shape.key, f"{place} key")
            conform(one, shape.value, f"{place}.{key}")
    elif shape.type_name == "string":
        _conform_text(value, shape, place)


def _conform_text(value: str, shape: Shape, place: str) -> None:
    limits = shape.metadata
    assert limits.get("min", 0) <= len(value) <= limits.get("max", 10**9), f"{place}: {value!r}"
    assert "enum" not in limits or value in limits["enum"], f"{place}: {value!r}"
    # Python has no \p{…}; those patterns allow any text without control characters.
    pattern = limits.get("pattern")
    if pattern is not None and r"\p" not in pattern:
        assert re.fullmatch(pattern, value), f"{place}: {value!r} is not {pattern}"


def _parsed(
    model: ServiceModel, operation: OperationModel, reply: httpx.Response
) -> dict[str, Any]:
    parser = create_parser(model.metadata["protocol"])
    parsed: dict[str, Any] = parser.parse(
        {"status_code": 200, "headers": reply.headers, "body": reply.content},
        operation.output_shape,
    )
    assert parsed.pop("ResponseMetadata")
    return parsed


def secret_hash(client_id: str, secret: str, username: str) -> str:
    """Compute SECRET_HASH as AWS's documents describe it."""
    digest = hmac.digest(secret.encode(), f"{username}{client_id}".encode(), hashlib.sha256)
    return base64.b64encode(digest).decode()


def seconds(moment: dt.datetime) -> float:
    """Return a parsed time in epoch seconds."""
    return moment.timestamp()
