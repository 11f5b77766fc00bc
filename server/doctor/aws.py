"""Descriptions of the pool and its app client from AWS, which need credentials."""

import re
from collections.abc import Callable
from typing import Any

from auth.config import AuthConfig
from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.doctor.target import PoolDescription
from server.errors import CannotStart
from server.program import IS_INSTALLED, NAME

Describe = Callable[[str, dict[str, str]], dict[str, Any]]
"""Calls an operation by its name in botocore; may raise any exception."""

_POOL = re.compile(r"https://(?:issuer-)?cognito-idp\.([a-z0-9-]+)\.amazonaws\.com/([\w-]+)")


def describe(config: AuthConfig, call: Describe) -> PoolDescription | Finding:
    """Return what AWS describes, or a finding with the reason why it does not.

    Args:
        config: The configuration under test.
        call: Calls an operation of AWS.
    """
    pool_id = _pool_of(config)[1]
    try:
        pool = call("describe_user_pool", {"UserPoolId": pool_id})
        client = call(
            "describe_user_pool_client", {"UserPoolId": pool_id, "ClientId": config.client_id}
        )
    except Exception as failure:  # noqa: BLE001 - botocore's errors have no common root
        return found("aws-denies-access", f"{type(failure).__name__}: {failure}")
    described = {
        key: value for key, value in client["UserPoolClient"].items() if key != "ClientSecret"
    }
    return PoolDescription(pool=pool["UserPool"], client=described)


def caller(config: AuthConfig) -> Describe:
    """Return a function that calls AWS with the credentials of the AWS command line.

    botocore is not a dependency of the project; see docs/doctor.md.

    Args:
        config: The configuration under test.

    Raises:
        CannotStart: botocore is not installed, or the issuer is not an Amazon user pool.
    """
    try:
        from botocore.session import get_session  # noqa: PLC0415
    except ImportError:
        how = (
            "pip install botocore"
            if IS_INSTALLED
            else f"uv run --with botocore {NAME} doctor --aws"
        )
        raise CannotStart(f"--aws needs botocore: `{how}`.") from None
    region = _pool_of(config)[0]

    def call(operation: str, parameters: dict[str, str]) -> dict[str, Any]:
        # Created here, so that a missing profile is reported like any other failure of AWS.
        client = get_session().create_client("cognito-idp", region_name=region)
        answer: dict[str, Any] = getattr(client, operation)(**parameters)
        return answer

    return call


def _pool_of(config: AuthConfig) -> tuple[str, str]:
    parts = _POOL.fullmatch(config.issuer)
    if parts is None:
        raise CannotStart(f"--aws needs an Amazon user pool as issuer, got {config.issuer}.")
    return parts[1], parts[2]
