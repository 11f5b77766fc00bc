"""A user pool as plain values (Cognito API: UserPoolType, UserPoolClientType, UserType)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from .factors.settings import FactorSettings, Passkey

Tier = Literal["LITE", "ESSENTIALS", "PLUS"]

COGNITO_SCOPES = ("openid", "email", "profile", "phone", "aws.cognito.signin.user.admin")
AUTH_FLOWS = ("ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_USER_SRP_AUTH", "ALLOW_CUSTOM_AUTH")
"""Cognito's default of `ExplicitAuthFlows`."""
ACR_VALUES = tuple(f"urn:cognito:loa:{level}" for level in range(1, 5))
"""Cognito's default names of the authentication levels, the weakest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AppClient:
    """An app client (Cognito API: UserPoolClientType).

    Attributes:
        client_id: The id that tokens and requests contain.
        name: The logical name in the template.
        secret: The client secret; None for a public client.
        second_secret: Another secret that is valid while secrets rotate.
        callback_urls: The values of `redirect_uri` that are accepted.
        logout_urls: The values of `logout_uri` that are accepted.
        default_redirect_uri: Used when a request has no `redirect_uri`.
        oauth_enabled: Whether the OAuth endpoints serve this client.
        flows: `code`, `implicit`, `client_credentials`.
        scopes: The scopes that the client may request.
        identity_providers: `COGNITO` and names of other providers.
        read_attributes: The attributes that tokens may contain; None for all.
        write_attributes: The attributes that people may change; None for all.
        access_token_seconds: The lifetime of access tokens.
        id_token_seconds: The lifetime of ID tokens.
        refresh_token_seconds: The lifetime of refresh tokens.
        refresh_enabled: Whether the client may use refresh tokens.
        rotation_enabled: Whether each refresh returns a new refresh token.
        retry_grace_seconds: How long a rotated refresh token still works.
        revocation_enabled: Whether refresh tokens can be revoked.
        prevent_user_existence_errors: Whether errors hide that a user does not exist.
        auth_flows: The flows of the JSON API that are enabled (`ExplicitAuthFlows`).
    """

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
    write_attributes: tuple[str, ...] | None = None
    access_token_seconds: int = 3600
    id_token_seconds: int = 3600
    refresh_token_seconds: int = 30 * 86400
    refresh_enabled: bool = True
    rotation_enabled: bool = False
    retry_grace_seconds: int = 0
    revocation_enabled: bool = True
    prevent_user_existence_errors: bool = True
    auth_flows: tuple[str, ...] = AUTH_FLOWS

    def may_read(self, attribute: str) -> bool:
        """Return whether tokens of this client may contain a user attribute."""
        return self.read_attributes is None or attribute in self.read_attributes

    def may_write(self, attribute: str) -> bool:
        """Return whether people may change a user attribute through this client."""
        return self.write_attributes is None or attribute in self.write_attributes


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An account at another identity provider; `created_at` is in epoch seconds."""

    user_id: str
    provider_name: str
    provider_type: str
    issuer: str | None
    created_at: float


@dataclass(slots=True, kw_only=True)
class User:
    """A user (Cognito API: UserType).

    Attributes:
        username: The name to sign in with.
        sub: The subject of the user's tokens.
        attributes: The user attributes, all of them strings.
        groups: The names of the user's groups.
        password_hash: The salted hash of the password; None for federated users.
        srp_verifier: The verifier of the password for SRP: salt and value in hexadecimal digits.
        development_password: The password itself, only for users whose password is public.
        confirmed: Whether the account has been confirmed.
        enabled: Whether the user may sign in and refresh tokens.
        must_reset_password: Whether the user has to choose a new password first.
        temporary_password: Whether an administrator set the password, and the user has to choose
            another one at the first sign-in.
        created_at: When the account was created, in epoch seconds; 0 if it exists from the start.
        modified_at: When it was last changed, in epoch seconds; 0 if it never was.
        identity: The account at another provider that the user signs in with.
        second_factors: `totp`, `sms` and `email`, if they are set up.
        active_factors: Those of them that every sign-in with a password asks for.
        preferred_factor: The one of these that is asked for first, or an empty string.
        totp_secret: The secret of an authenticator app in Base32, if the user has set one up.
        totp_pending: A secret that the user has not yet proved to have.
        totp_used_step: The time step of the last code that was used.
        passkeys: The user's passkeys.
        pending_attributes: New addresses that become attributes once they are verified.
        pre_token_generation: What a trigger answers for this user
            (`claimsAndScopeOverrideDetails`).
    """

    username: str
    sub: str
    attributes: dict[str, str] = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)
    password_hash: str | None = field(default=None, repr=False)
    srp_verifier: str = field(default="", repr=False)
    development_password: str | None = field(default=None, repr=False)
    confirmed: bool = True
    enabled: bool = True
    must_reset_password: bool = False
    temporary_password: bool = False
    created_at: float = 0
    modified_at: float = 0
    identity: Identity | None = None
    second_factors: list[str] = field(default_factory=list)
    active_factors: list[str] = field(default_factory=list)
    preferred_factor: str = ""
    totp_secret: str | None = field(default=None, repr=False)
    totp_pending: str | None = field(default=None, repr=False)
    totp_used_step: int = -1
    passkeys: list[Passkey] = field(default_factory=list)
    pending_attributes: dict[str, str] = field(default_factory=dict)
    pre_token_generation: dict[str, Any] = field(default_factory=dict)

    @property
    def email(self) -> str | None:
        """The e-mail address, verified or not."""
        return self.attributes.get("email")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group; the one with the lowest `precedence` determines the preferred role.

    `created_at` is in epoch seconds, and 0 for a group that exists from the start.
    """

    name: str
    precedence: int | None = None
    role_arn: str | None = None
    description: str | None = None
    created_at: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderPerson:
    """A person with an account at another identity provider."""

    user_id: str
    attributes: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """Another identity provider, which the stand-in simulates with a sign-in page."""

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
        """The AWS Region in its id."""
        return self.pool_id.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordPolicy:
    """The requirements for new passwords."""

    minimum_length: int = 8
    lowercase: bool = False
    uppercase: bool = False
    numbers: bool = False
    symbols: bool = False


@dataclass(slots=True, kw_only=True)
class Pool:
    """A user pool with its domain, clients and users.

    Attributes:
        pool_id: The id of the user pool.
        domain: The origin of its domain.
        issuer: The value of `iss`.
        clients: The app clients, by client id.
        users: The users, by username.
        groups: The groups, by name.
        resource_servers: The scope names of each resource server, by its identifier.
        providers: Other identity providers, by name.
        password_policy: The requirements for new passwords.
        sign_up_allowed: Whether people can create accounts.
        auto_confirm: Whether new accounts are confirmed by a trigger.
        managed_login: Whether the domain has managed login, or else the classic hosted UI.
        identity_pool: The identity pool that accepts the ID tokens.
        replica_issuer: The issuer of the pool's replica in another Region, if there is one.
        tier: The feature plan: `LITE`, `ESSENTIALS` or `PLUS`.
        acr_values: The names of the four authentication levels, the weakest first.
        username_attributes: What people sign in with instead of a username: `email` and
            `phone_number`. Their username is then a UUID equal to `sub`.
        alias_attributes: What people may sign in with beside the username: `email` and
            `phone_number` once verified, and `preferred_username`.
        factors: The factors that people may sign in with.
        auto_verified: `email` and `phone_number`, if a new value is sent a code.
        verify_before_update: Those whose new value counts only once it is verified.
        notices: What the pool's template has that the stand-in leaves out, for the start.
    """

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
    tier: Tier = "ESSENTIALS"
    acr_values: tuple[str, ...] = ACR_VALUES
    username_attributes: tuple[str, ...] = ()
    alias_attributes: tuple[str, ...] = ()
    factors: FactorSettings = field(default_factory=FactorSettings)
    auto_verified: tuple[str, ...] = ("email",)
    verify_before_update: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()

    @property
    def has_paid_features(self) -> bool:
        """Whether the plan has step-up authentication, passkeys, codes and page languages."""
        return self.tier != "LITE"

    def client_named(self, name: str) -> AppClient:
        """Return the client with this logical name in the template.

        Raises:
            KeyError: no client has that name.
        """
        for client in self.clients.values():
            if client.name == name:
                return client
        raise KeyError(name)

    @property
    def custom_scopes(self) -> frozenset[str]:
        """All scopes of the resource servers."""
        return frozenset(
            f"{server}/{scope}"
            for server, scopes in self.resource_servers.items()
            for scope in scopes
        )

    def provider_for_identifier(self, identifier: str) -> IdentityProvider | None:
        """Return the provider with this `idp_identifier`, such as an e-mail domain, or None."""
        matches = (
            provider for provider in self.providers.values() if identifier in provider.identifiers
        )
        return next(matches, None)
