"""Build one user pool from a template and a TOML file (CloudFormation: AWS::Cognito::UserPool)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..pool import (
    ACR_VALUES,
    COGNITO_SCOPES,
    AppClient,
    Group,
    IdentityPool,
    IdentityProvider,
    PasswordPolicy,
    Pool,
)
from ..toml_file.development import groups_of, provider_people, users_of
from ..usernames import ALIASES
from .app_clients import read_client
from .errors import TemplateError
from .factors import read_factors
from .names import client_table
from .properties import (
    CLIENT,
    DOMAIN,
    GROUP,
    IDENTITY_POOL,
    POOL,
    PROPERTIES,
    PROVIDER,
    SCOPES,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..toml_file.tables import TomlTable
    from .sections import Section
    from .template import Template

_ACR_VALUE = re.compile(r'[^\s"\\]{1,64}')
_TIERS = ("LITE", "ESSENTIALS", "PLUS")


class PoolReader:
    """Reads one pool: its name in the template, and the ids of all pools of the template."""

    def __init__(
        self, template: Template, file: TomlTable, name: str, pools: Mapping[str, str]
    ) -> None:
        self._template = template
        self._file = file
        self._name = name
        self._pools = pools
        self._pool_id = pools[name]
        self._first_notice = len(template.notices)

    def read(self, domain: str, issuer_origin: str, callback_urls: Sequence[str]) -> Pool:
        """Return the pool.

        Args:
            domain: The origin of its domain.
            issuer_origin: The origin of its issuer.
            callback_urls: More callback and sign-out URLs of its app clients for people.

        Raises:
            TemplateError: the template or the file is invalid.
        """
        settings = self._template.section(self._name)
        settings.report_unknown(PROPERTIES[POOL])
        region = self._own_table().optional("replica_region")
        replica = None if region is None else f"{issuer_origin}/{region}/{self._pool_id}"
        sign_up = settings.table("AdminCreateUserConfig")
        pool = Pool(
            pool_id=self._pool_id,
            domain=domain,
            issuer=f"{issuer_origin}/{self._pool_id}",
            replica_issuer=replica,
            clients=self._clients(callback_urls),
            users={},
            groups={**self._groups(), **groups_of(self._file, self._name)},
            resource_servers=self._resource_servers(),
            providers=self._providers(),
            password_policy=_password_policy(settings.table("Policies").table("PasswordPolicy")),
            sign_up_allowed=not sign_up.boolean("AllowAdminCreateUserOnly", default=False),
            auto_confirm="PreSignUp" in settings.table("LambdaConfig"),
            managed_login=self._managed_login(),
            tier=settings.choice("UserPoolTier", "ESSENTIALS", _TIERS),  # type: ignore[arg-type]
            acr_values=_acr_values(settings.table("AcrConfiguration")),
            username_attributes=settings.choices("UsernameAttributes", ALIASES[:2]),
            alias_attributes=settings.choices("AliasAttributes", ALIASES),
            factors=read_factors(settings),
            auto_verified=settings.choices("AutoVerifiedAttributes", ALIASES[:2]),
            verify_before_update=settings.table("UserAttributeUpdateSettings").choices(
                "AttributesRequireVerificationBeforeUpdate", ALIASES[:2]
            ),
        )
        if pool.username_attributes and pool.alias_attributes:
            raise TemplateError(
                f"{settings.place}: got UsernameAttributes and AliasAttributes, expected one"
            )
        pool.identity_pool = self._identity_pool(pool)
        pool.users = users_of(self._file, pool, self._name)
        self._report_gaps(pool)
        pool.notices = tuple(dict.fromkeys(self._template.notices[self._first_notice :]))
        return pool

    def _own_table(self) -> TomlTable:
        return self._file.subtables("pools").get(self._name) or self._file.table("pool")

    def _sections(self, kind: str) -> dict[str, Section]:
        """Return the resources of a type that belong to this pool."""
        found = self._template.sections(kind)
        return {name: one for name, one in found.items() if self._is_mine(one)}

    def _is_mine(self, section: Section) -> bool:
        owner = section.string("UserPoolId") if section.is_resolved("UserPoolId") else ""
        if owner is None and len(self._pools) == 1:
            self._template.notices.append(f"{section.place}: AWS requires a UserPoolId")
            return True
        if owner not in self._pools.values():
            self._template.notices.append(
                f"{section.place}: left out: its UserPoolId is no user pool of this template"
            )
        return owner == self._pool_id

    def _clients(self, callback_urls: Sequence[str]) -> dict[str, AppClient]:
        clients = {}
        for name, section in self._sections(CLIENT).items():
            client_id = self._template.named(name)
            if client_id in clients:
                raise TemplateError(
                    f"{section.place}: got the client id {client_id} of another app client"
                )
            clients[client_id] = read_client(
                name,
                section,
                client_table(self._file, name, section),
                client_id=client_id,
                pool_id=self._pool_id,
                callback_urls=callback_urls,
            )
        return clients

    def _groups(self) -> dict[str, Group]:
        groups = {}
        for section in self._sections(GROUP).values():
            section.report_unknown(PROPERTIES[GROUP])
            has_precedence = section.get("Precedence") is not None
            role = section.string("RoleArn") if section.is_resolved("RoleArn") else None
            group = Group(
                name=section.required("GroupName"),
                precedence=section.number("Precedence", 0) if has_precedence else None,
                role_arn=role,
                description=section.string("Description"),
            )
            groups[group.name] = group
        return groups

    def _resource_servers(self) -> dict[str, tuple[str, ...]]:
        return {
            section.required("Identifier"): tuple(
                scope.required("ScopeName") for scope in section.tables("Scopes")
            )
            for section in self._sections(SCOPES).values()
        }

    def _providers(self) -> dict[str, IdentityProvider]:
        providers = [self._provider(section) for section in self._sections(PROVIDER).values()]
        return {provider.name: provider for provider in providers}

    def _provider(self, section: Section) -> IdentityProvider:
        name, details = section.required("ProviderName"), section.table("ProviderDetails")
        return IdentityProvider(
            name=name,
            kind=section.required("ProviderType"),
            issuer=details.string("oidc_issuer") if details.is_resolved("oidc_issuer") else None,
            identifiers=section.strings("IdpIdentifiers"),
            attribute_mapping=section.mapping("AttributeMapping"),
            people=provider_people(self._file, name),
        )

    def _managed_login(self) -> bool:
        domains = self._sections(DOMAIN).values()
        return any(domain.number("ManagedLoginVersion", 1) > 1 for domain in domains)

    def _identity_pool(self, pool: Pool) -> IdentityPool | None:
        for name, section in self._template.sections(IDENTITY_POOL).items():
            providers = section.tables("CognitoIdentityProviders")
            ids = tuple(one.required("ClientId") for one in providers)
            mine = tuple(client_id for client_id in ids if client_id in pool.clients)
            if mine:
                return IdentityPool(pool_id=self._template.named(name), client_ids=mine)
        return None

    def _report_gaps(self, pool: Pool) -> None:
        known = {*COGNITO_SCOPES, *pool.custom_scopes}
        for client in pool.clients.values():
            place = f"{self._template.source}: {client.name}"
            for scope in client.scopes:
                if scope not in known:
                    self._template.notices.append(
                        f"{place}.AllowedOAuthScopes: {scope} is no scope of this user pool"
                    )
            if {"code", "implicit"} & set(client.flows) and not client.identity_providers:
                self._template.notices.append(
                    f"{place}.SupportedIdentityProviders: it is empty, so nobody can sign in"
                )


def _acr_values(configuration: Section) -> tuple[str, ...]:
    levels = [configuration.table(f"Level{level}").string("AcrValue") for level in range(1, 5)]
    values = tuple(
        default if named is None else named
        for named, default in zip(levels, ACR_VALUES, strict=True)
    )
    if len(set(values)) != len(values) or not all(map(_ACR_VALUE.fullmatch, values)):
        raise TemplateError(
            f"{configuration.place}: got {', '.join(values)}; expected four different values of 1 "
            "to 64 characters without spaces, quotation marks and backslashes"
        )
    return values


def _password_policy(section: Section) -> PasswordPolicy:
    return PasswordPolicy(
        minimum_length=section.number("MinimumLength", 8),
        lowercase=section.boolean("RequireLowercase", default=False),
        uppercase=section.boolean("RequireUppercase", default=False),
        numbers=section.boolean("RequireNumbers", default=False),
        symbols=section.boolean("RequireSymbols", default=False),
    )
