"""The pool and its app client as AWS describes them, to whoever has credentials for that."""

import re
from collections.abc import Callable
from typing import Any

from auth.config import AuthConfig
from server.doctor.finding import Diagnosis, Finding
from server.doctor.patient import Described
from server.errors import CannotStart

AWS_TELLS_NOTHING = Diagnosis(
    name="aws-tells-nothing",
    cause="AWS does not describe the pool or its app client to these credentials.",
    sign="DescribeUserPool or DescribeUserPoolClient fails.",
    cure="Allow cognito-idp:DescribeUserPool and cognito-idp:DescribeUserPoolClient for this pool, "
    "or leave --aws out.",
)

DIAGNOSES = (AWS_TELLS_NOTHING,)

Describe = Callable[[str, dict[str, str]], dict[str, Any]]
"""Calls an operation by its name in botocore, and raises whatever it likes."""

_POOL = re.compile(r"https://(?:issuer-)?cognito-idp\.([a-z0-9-]+)\.amazonaws\.com/([\w-]+)")


def describe(config: AuthConfig, call: Describe) -> Described | Finding:
    """Have the pool and the client described; a finding says why that is not possible."""
    pool_id = _pool_of(config)[1]
    try:
        pool = call("describe_user_pool", {"UserPoolId": pool_id})
        client = call(
            "describe_user_pool_client", {"UserPoolId": pool_id, "ClientId": config.client_id}
        )
    except Exception as failure:  # noqa: BLE001 - botocore's errors have no common root
        return AWS_TELLS_NOTHING.found(f"{type(failure).__name__}: {failure}")
    described = {
        key: value for key, value in client["UserPoolClient"].items() if key != "ClientSecret"
    }
    return Described(pool=pool["UserPool"], client=described)


def caller(config: AuthConfig) -> Describe:
    """Give what calls AWS with the credentials that the AWS command line would use.

    botocore is no dependency of the project: whoever wants this brings it along.

    Raises:
        CannotStart: there is no botocore, or the issuer is no pool of Amazon's.
    """
    try:
        from botocore.session import get_session  # noqa: PLC0415
    except ImportError:
        raise CannotStart(
            "--aws needs botocore: `uv run --with botocore serve.py doctor --aws`."
        ) from None
    region = _pool_of(config)[0]

    def call(operation: str, parameters: dict[str, str]) -> dict[str, Any]:
        # Made only here: without its profile, say, there is no client, and that is an answer too.
        client = get_session().create_client("cognito-idp", region_name=region)
        answer: dict[str, Any] = getattr(client, operation)(**parameters)
        return answer

    return call


def _pool_of(config: AuthConfig) -> tuple[str, str]:
    parts = _POOL.fullmatch(config.issuer)
    if parts is None:
        raise CannotStart(
            f"--aws needs a user pool of Amazon's, and the issuer is {config.issuer}."
        )
    return parts[1], parts[2]
