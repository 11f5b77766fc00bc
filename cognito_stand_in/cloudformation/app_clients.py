"""Build app clients from a template (CloudFormation: AWS::Cognito::UserPoolClient)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import made_up_ids
from ..pool import AUTH_FLOWS, AppClient
from .errors import TemplateError
from .properties import CLIENT, PROPERTIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..toml_file.tables import TomlTable
    from .sections import Section

_FLOWS = ("code", "implicit", "client_credentials")
_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86400}
# Cognito's units for a validity without one.
_DEFAULT_UNITS = {"AccessToken": "hours", "IdToken": "hours", "RefreshToken": "days"}
_DEFAULT_VALIDITY = {"AccessToken": 1, "IdToken": 1, "RefreshToken": 30}
_SHORTEST = {"AccessToken": 300, "IdToken": 300, "RefreshToken": 3600}
_LONGEST = {"AccessToken": 86400, "IdToken": 86400, "RefreshToken": 3650 * 86400}


def read_client(
    name: str,
    section: Section,
    table: TomlTable,
    *,
    client_id: str,
    pool_id: str,
    callback_urls: Sequence[str],
) -> AppClient:
    """Return an app client.

    Args:
        name: Its logical id.
        section: Its properties.
        table: What the TOML file says about it.
        client_id: Its id.
        pool_id: The id of its user pool.
        callback_urls: More callback and sign-out URLs, for clients that people sign in to.

    Raises:
        TemplateError: a property is invalid.
    """
    section.report_unknown(PROPERTIES[CLIENT])
    flows = _flows(section)
    secret, second_secret = _secrets(name, section, table, pool_id)
    if "client_credentials" in flows and secret is None:
        raise TemplateError(
            f"{section.place}.AllowedOAuthFlows: client_credentials needs GenerateSecret: true"
        )
    added = () if "client_credentials" in flows else tuple(callback_urls)
    return AppClient(
        client_id=client_id,
        name=name,
        secret=secret,
        second_secret=second_secret,
        callback_urls=_together(section.known_strings("CallbackURLs"), added),
        logout_urls=_together(section.known_strings("LogoutURLs"), added),
        default_redirect_uri=section.string("DefaultRedirectURI"),
        oauth_enabled=section.boolean("AllowedOAuthFlowsUserPoolClient", default=False),
        flows=flows,
        scopes=section.strings("AllowedOAuthScopes"),
        identity_providers=section.strings("SupportedIdentityProviders"),
        **_tokens(section),
    )


def _tokens(section: Section) -> dict[str, Any]:
    rotation = section.table("RefreshTokenRotation")
    auth_flows: tuple[str, ...] = AUTH_FLOWS
    rotates = rotation.choice("Feature", "DISABLED", ("ENABLED", "DISABLED")) == "ENABLED"
    if "ExplicitAuthFlows" in section:
        auth_flows = section.strings("ExplicitAuthFlows")
    read = section.strings("ReadAttributes") if "ReadAttributes" in section else None
    write = section.strings("WriteAttributes") if "WriteAttributes" in section else None
    hides_users = section.string("PreventUserExistenceErrors") == "ENABLED"
    return {
        "read_attributes": read,
        "write_attributes": write,
        "access_token_seconds": _lifetime(section, "AccessToken"),
        "id_token_seconds": _lifetime(section, "IdToken"),
        "refresh_token_seconds": _lifetime(section, "RefreshToken"),
        "refresh_enabled": rotates or "ALLOW_REFRESH_TOKEN_AUTH" in auth_flows,
        "rotation_enabled": rotates,
        "retry_grace_seconds": rotation.number("RetryGracePeriodSeconds", 0),
        "revocation_enabled": section.boolean("EnableTokenRevocation", default=True),
        "prevent_user_existence_errors": hides_users,
        "auth_flows": auth_flows,
    }


def _flows(section: Section) -> tuple[str, ...]:
    flows = section.choices("AllowedOAuthFlows", _FLOWS)
    if "client_credentials" in flows and len(flows) > 1:
        raise TemplateError(
            f"{section.place}.AllowedOAuthFlows: got {', '.join(flows)}; client_credentials needs "
            "an app client of its own"
        )
    return flows


def _secrets(
    name: str, section: Section, table: TomlTable, pool_id: str
) -> tuple[str | None, str | None]:
    if section.boolean("GenerateSecret", default=False):
        secret = table.optional("secret") or made_up_ids.client_secret(pool_id, name)
        return secret, table.optional("second_secret")
    for key in ("secret", "second_secret"):
        if table.optional(key) is not None:
            table.fail("the template has no GenerateSecret: true for this app client", key)
    return None, None


def _together(urls: Sequence[str], more: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*urls, *more]))


def _lifetime(section: Section, token: str) -> int:
    units, name = section.table("TokenValidityUnits"), f"{token}Validity"
    unit = units.choice(token, _DEFAULT_UNITS[token], tuple(_SECONDS))
    validity = section.number(name, _DEFAULT_VALIDITY[token])
    seconds = validity * _SECONDS[unit]
    if not _SHORTEST[token] <= seconds <= _LONGEST[token]:
        raise TemplateError(
            f"{section.place}.{name}: got {validity} {unit}, "
            f"expected {_SHORTEST[token]} to {_LONGEST[token]} seconds"
        )
    return seconds
