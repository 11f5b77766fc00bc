"""Load a pool from a CloudFormation template and a TOML file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from .development_file import groups_of, read_development, users_of
from .pool import (
    ACR_VALUES,
    AUTH_FLOWS,
    AppClient,
    Group,
    IdentityPool,
    IdentityProvider,
    PasswordPolicy,
    Pool,
    ProviderPerson,
)
from .template import Template, TemplateError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_ACR_VALUE = re.compile(r'[^\s"\\]{1,64}')
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
# Cognito's units for a validity without one.
_DEFAULT_UNITS = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
_DEFAULT_VALIDITY = {"AccessToken": 1, "IdToken": 1, "RefreshToken": 30}
_SHORTEST = {"AccessToken": 300, "IdToken": 300, "RefreshToken": 3600}
_LONGEST = {"AccessToken": 86400, "IdToken": 86400, "RefreshToken": 3650 * 86400}


def load_pool(
    template: Path,
    development: Path,
    *,
    domain: str,
    issuer_origin: str,
    page_origins: Sequence[str],
    parameters: Mapping[str, str] | None = None,
) -> Pool:
    """Read a user pool, its clients and its people.

    Args:
        template: A CloudFormation template.
        development: A TOML file with what the template cannot contain: the ids that AWS would
            make up, and people with passwords.
        domain: The origin of the user pool's domain, such as `http://localhost:8001`.
        issuer_origin: The origin of the issuer.
        page_origins: The origins of the app's pages. Each, with a final slash, becomes a callback
            URL and a sign-out URL.
        parameters: Template parameters that differ from the template's and the TOML file's.

    Raises:
        TemplateError: one of the files is invalid; the message names the file and the place.
        OSError: one of the files cannot be read.
    """
    notes = read_development(development)
    urls = ",".join(f"{origin}/" for origin in page_origins)
    resources = Template.load(
        template,
        parameters={**notes.get("parameters", {}), **(parameters or {})},
        optional={"CallbackUrls": urls, "LogoutUrls": urls},
    )
    return _pool(resources, notes, domain=domain, issuer_origin=issuer_origin)


def _pool(
    resources: Template, notes: Mapping[str, Any], *, domain: str, issuer_origin: str
) -> Pool:
    settings = next(iter(resources.resources("AWS::Cognito::UserPool").values()))
    pool_id, region = notes["pool"]["id"], notes["pool"].get("replica_region")
    clients = _clients(resources, notes)
    groups = {**_groups(resources), **groups_of(notes)}
    sign_up = settings.get("AdminCreateUserConfig", {})
    return Pool(
        pool_id=pool_id,
        domain=domain,
        issuer=f"{issuer_origin}/{pool_id}",
        replica_issuer=None if region is None else f"{issuer_origin}/{region}/{pool_id}",
        clients=clients,
        users=users_of(notes, pool_id=pool_id, groups=groups, client_ids=clients),
        groups=groups,
        resource_servers=_resource_servers(resources),
        providers=_providers(resources, notes.get("providers", {})),
        password_policy=_password_policy(settings.get("Policies", {}).get("PasswordPolicy", {})),
        sign_up_allowed=not sign_up.get("AllowAdminCreateUserOnly", False),
        auto_confirm="PreSignUp" in settings.get("LambdaConfig", {}),
        managed_login=_managed_login(resources),
        identity_pool=_identity_pool(resources, notes),
        tier=settings.get("UserPoolTier", "ESSENTIALS"),
        acr_values=_acr_values(settings.get("AcrConfiguration", {})),
    )


def _acr_values(configuration: Mapping[str, Mapping[str, str]]) -> tuple[str, ...]:
    values = tuple(
        str(configuration.get(f"Level{level}", {}).get("AcrValue", default))
        for level, default in enumerate(ACR_VALUES, 1)
    )
    if len(set(values)) != len(values) or not all(map(_ACR_VALUE.fullmatch, values)):
        raise TemplateError(
            f"AcrConfiguration: got {', '.join(values)}; expected four different values of 1 to 64 "
            "characters without spaces, quotation marks and backslashes"
        )
    return values


def _clients(template: Template, notes: Mapping[str, Any]) -> dict[str, AppClient]:
    clients = {}
    for name, properties in template.resources("AWS::Cognito::UserPoolClient").items():
        made_up = notes.get("clients", {}).get(name)
        if made_up is None or (properties.get("GenerateSecret") and "secret" not in made_up):
            raise TemplateError(
                f"development file: expected a table [clients.{name}] with an id "
                "(and a secret if it has one)"
            )
        client = _client(name, properties, made_up)
        clients[client.client_id] = client
    return clients


def _client(name: str, properties: Mapping[str, Any], made_up: Mapping[str, str]) -> AppClient:
    rotation = properties.get("RefreshTokenRotation", {})
    flows = properties.get("ExplicitAuthFlows")
    rotates = rotation.get("Feature") == "ENABLED"
    read = properties.get("ReadAttributes")
    return AppClient(
        client_id=made_up["id"],
        name=name,
        secret=made_up["secret"] if properties.get("GenerateSecret") else None,
        second_secret=made_up.get("second_secret") if properties.get("GenerateSecret") else None,
        callback_urls=tuple(properties.get("CallbackURLs", ())),
        logout_urls=tuple(properties.get("LogoutURLs", ())),
        default_redirect_uri=properties.get("DefaultRedirectURI"),
        oauth_enabled=properties.get("AllowedOAuthFlowsUserPoolClient", False),
        flows=tuple(properties.get("AllowedOAuthFlows", ())),
        scopes=tuple(properties.get("AllowedOAuthScopes", ())),
        identity_providers=tuple(properties.get("SupportedIdentityProviders", ())),
        read_attributes=None if read is None else tuple(read),
        access_token_seconds=_lifetime(name, properties, "AccessToken"),
        id_token_seconds=_lifetime(name, properties, "IdToken"),
        refresh_token_seconds=_lifetime(name, properties, "RefreshToken"),
        refresh_enabled=rotates or flows is None or "ALLOW_REFRESH_TOKEN_AUTH" in flows,
        rotation_enabled=rotates,
        retry_grace_seconds=int(rotation.get("RetryGracePeriodSeconds", 0)),
        revocation_enabled=properties.get("EnableTokenRevocation", True),
        prevent_user_existence_errors=properties.get("PreventUserExistenceErrors") == "ENABLED",
        auth_flows=AUTH_FLOWS if flows is None else tuple(flows),
    )


def _lifetime(client: str, properties: Mapping[str, Any], token: str) -> int:
    unit = properties.get("TokenValidityUnits", {}).get(token, _DEFAULT_UNITS[token])
    seconds = int(properties.get(f"{token}Validity", _DEFAULT_VALIDITY[token])) * _SECONDS[unit]
    if not _SHORTEST[token] <= seconds <= _LONGEST[token]:
        raise TemplateError(
            f"{client}: {token}Validity is {seconds} s; "
            f"expected {_SHORTEST[token]} to {_LONGEST[token]} s"
        )
    return seconds


def _groups(template: Template) -> dict[str, Group]:
    groups = (
        Group(
            name=found["GroupName"],
            precedence=found.get("Precedence"),
            role_arn=found.get("RoleArn"),
        )
        for found in template.resources("AWS::Cognito::UserPoolGroup").values()
    )
    return {group.name: group for group in groups}


def _resource_servers(template: Template) -> dict[str, tuple[str, ...]]:
    return {
        server["Identifier"]: tuple(scope["ScopeName"] for scope in server.get("Scopes", ()))
        for server in template.resources("AWS::Cognito::UserPoolResourceServer").values()
    }


def _providers(template: Template, notes: Mapping[str, Any]) -> dict[str, IdentityProvider]:
    found = template.resources("AWS::Cognito::UserPoolIdentityProvider").values()
    return {properties["ProviderName"]: _provider(properties, notes) for properties in found}


def _provider(properties: Mapping[str, Any], notes: Mapping[str, Any]) -> IdentityProvider:
    people = notes.get(properties["ProviderName"], {}).get("people", ())
    return IdentityProvider(
        name=properties["ProviderName"],
        kind=properties["ProviderType"],
        issuer=properties.get("ProviderDetails", {}).get("oidc_issuer"),
        identifiers=tuple(properties.get("IdpIdentifiers", ())),
        attribute_mapping=dict(properties.get("AttributeMapping", {})),
        people=tuple(
            ProviderPerson(
                user_id=person["id"], attributes={key: person[key] for key in person if key != "id"}
            )
            for person in people
        ),
    )


def _password_policy(properties: Mapping[str, Any]) -> PasswordPolicy:
    return PasswordPolicy(
        minimum_length=properties.get("MinimumLength", 8),
        lowercase=properties.get("RequireLowercase", False),
        uppercase=properties.get("RequireUppercase", False),
        numbers=properties.get("RequireNumbers", False),
        symbols=properties.get("RequireSymbols", False),
    )


def _managed_login(template: Template) -> bool:
    domains = template.resources("AWS::Cognito::UserPoolDomain").values()
    return any(int(domain.get("ManagedLoginVersion", 1)) > 1 for domain in domains)


def _identity_pool(template: Template, notes: Mapping[str, Any]) -> IdentityPool | None:
    """Read the identity pool; a reference to a client is its name in the template."""
    for properties in template.resources("AWS::Cognito::IdentityPool").values():
        if "id" not in notes.get("identity_pool", {}):
            raise TemplateError("development file: expected a table [identity_pool] with an id")
        providers = properties.get("CognitoIdentityProviders", ())
        return IdentityPool(
            pool_id=notes["identity_pool"]["id"],
            client_ids=tuple(notes["clients"][one["ClientId"]]["id"] for one in providers),
        )
    return None
