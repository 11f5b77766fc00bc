"""The settings of the pool and its clients (Cognito API: DescribeUserPool, …Client)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..pool import AppClient, PasswordPolicy
    from .call import Call


def _describe_pool(call: Call) -> dict[str, Any]:
    call.require_pool()
    service, pool = call.service, call.service.pool
    region = pool.pool_id.partition("_")[0]
    described = {
        "Id": pool.pool_id,
        "Name": pool.pool_id,
        "Arn": f"arn:aws:cognito-idp:{region}:000000000000:userpool/{pool.pool_id}",
        "Policies": {
            "PasswordPolicy": _password_policy(pool.password_policy),
            "SignInPolicy": {"AllowedFirstAuthFactors": list(pool.factors.first)},
        },
        "AutoVerifiedAttributes": list(pool.auto_verified),
        "CreationDate": service.started_at,
        "LastModifiedDate": service.started_at,
        "LambdaConfig": {},
        "EstimatedNumberOfUsers": len(pool.users),
        "MfaConfiguration": pool.factors.mfa,
        "AdminCreateUserConfig": {"AllowAdminCreateUserOnly": not pool.sign_up_allowed},
        "UserPoolTier": pool.tier,
    }
    return {"UserPool": described}


def _password_policy(policy: PasswordPolicy) -> dict[str, Any]:
    return {
        "MinimumLength": policy.minimum_length,
        "RequireUppercase": policy.uppercase,
        "RequireLowercase": policy.lowercase,
        "RequireNumbers": policy.numbers,
        "RequireSymbols": policy.symbols,
    }


def _describe_client(call: Call) -> dict[str, Any]:
    call.require_pool()
    client = call.client()
    started_at = call.service.started_at
    described = {
        "UserPoolId": call.service.pool.pool_id,
        "CreationDate": started_at,
        "LastModifiedDate": started_at,
        **_client(client),
    }
    return {"UserPoolClient": described}


def _client(client: AppClient) -> dict[str, Any]:
    rotation = {
        "Feature": "ENABLED" if client.rotation_enabled else "DISABLED",
        "RetryGracePeriodSeconds": client.retry_grace_seconds,
    }
    members = {
        "ClientId": client.client_id,
        "ClientName": client.name,
        "ClientSecret": client.secret,
        "AccessTokenValidity": client.access_token_seconds,
        "IdTokenValidity": client.id_token_seconds,
        "RefreshTokenValidity": client.refresh_token_seconds,
        "TokenValidityUnits": dict.fromkeys(("AccessToken", "IdToken", "RefreshToken"), "seconds"),
        "ReadAttributes": None if client.read_attributes is None else list(client.read_attributes),
        "WriteAttributes": (
            None if client.write_attributes is None else list(client.write_attributes)
        ),
        "ExplicitAuthFlows": list(client.auth_flows),
        "SupportedIdentityProviders": list(client.identity_providers),
        "CallbackURLs": list(client.callback_urls),
        "LogoutURLs": list(client.logout_urls),
        "DefaultRedirectURI": client.default_redirect_uri,
        "AllowedOAuthFlows": list(client.flows),
        "AllowedOAuthScopes": list(client.scopes),
        "AllowedOAuthFlowsUserPoolClient": client.oauth_enabled,
        "PreventUserExistenceErrors": (
            "ENABLED" if client.prevent_user_existence_errors else "LEGACY"
        ),
        "EnableTokenRevocation": client.revocation_enabled,
        "AuthSessionValidity": 3,
        "RefreshTokenRotation": rotation,
    }
    return {name: value for name, value in members.items() if value is not None}


OPERATIONS = {
    "DescribeUserPool": _describe_pool,
    "DescribeUserPoolClient": _describe_client,
}
