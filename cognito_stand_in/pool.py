"""The user pool as plain values (Cognito API: UserPoolType, UserPoolClientType, UserType)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

COGNITO_SCOPES = ("openid", "email", "profile", "phone", "aws.cognito.signin.user.admin")
ACR_VALUES = tuple(f"urn:cognito:loa:{level}" for level in range(1, 5))
"""Cognito's default names of the authentication levels, the weakest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppClient:
    """An app client; a public one when `secret` is None. Durations are in seconds."""

    client_id: str
    name: str
    secret: str | None = field(default=None, repr=False)
    second_secret: str | None = field(default=None, repr=False)
    callback_urls: tuple[str, ...] = ()
    logout_urls: tuple[str, ...] = ()
    default_redirect_uri: str | None = None
    oauth_enabled: bool = False
    flows: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    identity_providers: tuple[str, ...] = ("COGNITO",)
    read_attributes: tuple[str, ...] | None = None
    access_token_seconds: int = 3600
    id_token_seconds: int = 3600
    refresh_token_seconds: int = 30 * 86400
    refresh_enabled: bool = True
    rotation_enabled: bool = False
    retry_grace_seconds: int = 0
    revocation_enabled: bool = True
    prevent_user_existence_errors: bool = True

    def may_read(self, attribute: str) -> bool:
        """Tell whether tokens of this client may carry a user attribute."""
        return self.read_attributes is None or attribute in self.read_attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The account at another provider that somebody came from; `created_at` in epoch seconds."""

    user_id: str
    provider_name: str
    provider_type: str
    issuer: str | None
    created_at: float


@dataclass(slots=True, kw_only=True)
class User:
    """A person; `development_password` is kept only for people of the development file."""

    username: str
    sub: str
    attributes: dict[str, str] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    password_hash: str | None = field(default=None, repr=False)
    development_password: str | None = field(default=None, repr=False)
    confirmed: bool = True
    enabled: bool = True
    must_reset_password: bool = False
    identity: Identity | None = None
    second_factors: list[str] = field(default_factory=list)
    pre_token_generation: dict[str, Any] = field(default_factory=dict)

    @property
    def email(self) -> str | None:
        """Give the e-mail address, verified or not."""
        return self.attributes.get("email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of users; the lowest `precedence` decides the preferred role."""

    name: str
    precedence: int | None = None
    role_arn: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPerson:
    """Somebody with an account at the emulated identity provider."""

    user_id: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """A federated identity provider, emulated with a sign-in page of its own."""

    name: str
    kind: str
    issuer: str | None = None
    identifiers: tuple[str, ...] = ()
    attribute_mapping: dict[str, str] = field(default_factory=dict)
    people: tuple[ProviderPerson, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityPool:
    """An identity pool, and the app clients whose ID tokens it exchanges for AWS credentials."""

    pool_id: str
    client_ids: tuple[str, ...]

    @property
    def region(self) -> str:
        """Give the region that its id begins with."""
        return self.pool_id.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicy:
    """What a new password must have."""

    minimum_length: int = 8
    lowercase: bool = False
    uppercase: bool = False
    numbers: bool = False
    symbols: bool = False


@dataclass(slots=True, kw_only=True)
class Pool:
    """A user pool with its domain, clients and people, each by id or name."""

    pool_id: str
    domain: str
    issuer: str
    clients: dict[str, AppClient]
    users: dict[str, User]
    groups: dict[str, Group] = field(default_factory=dict)
    resource_servers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    providers: dict[str, IdentityProvider] = field(default_factory=dict)
    password_policy: PasswordPolicy = field(default_factory=PasswordPolicy)
    sign_up_allowed: bool = True
    auto_confirm: bool = False
    managed_login: bool = True
    identity_pool: IdentityPool | None = None
    replica_issuer: str | None = None
    tier: str = "ESSENTIALS"
    acr_values: tuple[str, ...] = ACR_VALUES

    @property
    def has_paid_features(self) -> bool:
        """Whether the feature plan has step-up authentication and page languages."""
        return self.tier != "LITE"

    def client_named(self, name: str) -> AppClient:
        """Find a client by its logical name in the template.

        Raises:
            KeyError: no client has that name.
        """
        for client in self.clients.values():
            if client.name == name:
                return client
        raise KeyError(name)

    @property
    def custom_scopes(self) -> frozenset[str]:
        """Give every scope that some resource server defines."""
        return frozenset(
            f"{server}/{scope}"
            for server, scopes in self.resource_servers.items()
            for scope in scopes
        )

    def provider_for_identifier(self, identifier: str) -> IdentityProvider | None:
        """Find the provider that answers to an `idp_identifier`, such as an e-mail domain."""
        matches = (
            provider for provider in self.providers.values() if identifier in provider.identifiers
        )
        return next(matches, None)
