"""The settings of one app client: `[auth]` in `pyscript.toml`, parsed and checked once.

Cognito has two hosts. People sign in and tokens are issued at the user pool's *domain*; the
*issuer* names the pool in every token and publishes its keys. Neither can be derived from the
other, so both are settings.
"""

import json

from ..encoding.characters import parse_digits
from ..errors import ConfigurationError
from ..protocol.authorization import ACR_LEVELS, OPTIONAL_PARAMETERS
from .addresses import aws_domain, domain_origin, issuer_url, origins, page_address
from .table import Table, listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal, TypeVar

    from ..protocol.app_client import SignInPath
    from .aws import AwsSettings

    TokenStorage = Literal["session", "memory", "worker"]
    Choice = TypeVar("Choice", bound=str)

_OWN_KEYS = (
    "domain",
    "issuer",
    "region",
    "user_pool_id",
    "replica_issuers",
    "jwks_uri",
    "client_id",
    "redirect_uri",
    "logout_uri",
    "scopes",
    "api_origins",
    "acr_levels",
    "token_storage",
    "share_session_between_tabs",
    "sign_in_on_load",
    "sign_in_path",
    "max_session_seconds",
    "idle_timeout_seconds",
    "identity_pool_id",
    "identity_origin",
    "aws_origins",
)
_KEYS = _OWN_KEYS + OPTIONAL_PARAMETERS
_TOKEN_STORAGES = ("session", "memory", "worker")


class AuthConfig:
    """The settings of a public app client.

    Args:
        domain: The host of the user pool's domain.
        issuer: The `iss` of the pool's tokens, without a slash at the end.
        replica_issuers: The `iss` of tokens that replicas of the same pool sign in other Regions.
        jwks_uri: The URL of the keys of `issuer`, if not below it (RFC 7517 5).
        client_id: The app client's id (RFC 6749 2.2).
        redirect_uri: The page to return to after a sign-in (RFC 6749 3.1.2).
        logout_uri: The page to return to after a sign-out.
        scopes: The scopes to request (RFC 6749 3.3); `openid` is one of them.
        api_origins: The origins that access tokens may be sent to; if empty, the page's own.
        acr_levels: The pool's levels of authentication, lowest first.
        token_storage: `session` keeps people signed in after a reload, `memory` does not. With
            `worker`, no program of the page has a token.
        share_session_between_tabs: Whether the tabs of a browser share one session.
        sign_in_on_load: Whether a sign-in starts without a click.
        sign_in_path: The path of the first page at Cognito.
        max_session_seconds: Seconds until people must sign in again; 0 for no limit.
        idle_timeout_seconds: Seconds without activity until the session ends; 0 for no limit.
        aws: The identity pool, or None.
        parameters: Optional parameters of every authorization request, as name-value pairs.

    Attributes:
        domain_origin: The origin of `domain`.
        issuers: `issuer`, then `replica_issuers`.
        jwks_uris: Where the keys of each issuer are, by issuer.

    Raises:
        ConfigurationError: A setting is missing, malformed or unsafe.
    """

    def __init__(
        self,
        *,
        domain: str,
        issuer: str,
        client_id: str,
        redirect_uri: str,
        logout_uri: str,
        replica_issuers: "tuple[str, ...]" = (),
        jwks_uri: str = "",
        scopes: "tuple[str, ...]" = ("openid",),
        api_origins: "tuple[str, ...]" = (),
        acr_levels: "tuple[str, ...]" = ACR_LEVELS,
        token_storage: "TokenStorage" = "session",
        share_session_between_tabs: bool = True,
        sign_in_on_load: bool = False,
        sign_in_path: "SignInPath" = "/login",
        max_session_seconds: int = 0,
        idle_timeout_seconds: int = 0,
        aws: "AwsSettings | None" = None,
        parameters: "tuple[tuple[str, str], ...]" = (),
    ) -> None:
        self.domain_origin = domain_origin(domain)
        self.issuer = issuer  # not normalised: it is compared with the tokens' `iss`
        self.replica_issuers = _checked_issuers(issuer, tuple(replica_issuers))
        self.issuers = (issuer,) + self.replica_issuers
        self.jwks_uri = jwks_uri
        self.jwks_uris = _jwks_uris(self.issuers, jwks_uri)
        self.client_id, self.aws = client_id, aws
        self.redirect_uri = page_address("redirect_uri", redirect_uri)
        self.logout_uri = page_address("logout_uri", logout_uri)
        self.scopes, self.acr_levels = _scopes(scopes), _acr_levels(acr_levels)
        self.api_origins = origins("api_origins", api_origins)
        self.token_storage = _one_of("token_storage", token_storage, _TOKEN_STORAGES)
        self.share_session_between_tabs = share_session_between_tabs
        self.sign_in_on_load = sign_in_on_load
        self.sign_in_path = _one_of("sign_in_path", sign_in_path, ("/login", "/oauth2/authorize"))
        self.max_session_seconds = max_session_seconds
        self.idle_timeout_seconds = idle_timeout_seconds
        self.parameters = _parameters(parameters, self.acr_levels)

    @classmethod
    def from_mapping(cls, table: "Mapping[str, object]") -> "AuthConfig":
        """Check the `[auth]` table and build the configuration.

        Args:
            table: The settings by name, as TOML or JSON has them.

        Raises:
            ConfigurationError: A setting is missing, unknown, malformed or unsafe.
        """
        _check_keys(table)
        read = Table(table)
        return cls(
            domain=read.string("domain"),
            issuer=_issuer(read),
            replica_issuers=read.strings("replica_issuers"),
            jwks_uri=read.optional_string("jwks_uri"),
            client_id=read.string("client_id"),
            redirect_uri=read.string("redirect_uri"),
            logout_uri=read.string("logout_uri"),
            scopes=read.strings("scopes", ("openid",)),
            api_origins=read.strings("api_origins"),
            acr_levels=read.strings("acr_levels", ACR_LEVELS),
            token_storage=read.string("token_storage", "session"),  # type: ignore[arg-type] # checked
            share_session_between_tabs=read.flag("share_session_between_tabs", default=True),
            sign_in_on_load=read.flag("sign_in_on_load", default=False),
            sign_in_path=read.string("sign_in_path", "/login"),  # type: ignore[arg-type] # checked
            max_session_seconds=read.seconds("max_session_seconds"),
            idle_timeout_seconds=read.seconds("idle_timeout_seconds"),
            aws=_aws(read),
            parameters=tuple(
                [(name, _parameter(read, name)) for name in OPTIONAL_PARAMETERS if name in read]
            ),
        )

    @classmethod
    def from_pyscript(cls) -> "AuthConfig":
        """Read the `[auth]` table of the page's own `pyscript.toml`.

        Raises:
            ConfigurationError: There is no such table, or `from_mapping` refuses it.
        """
        # Only a PyScript page has these; `pyscript.config` is the same, behind a slow import.
        import js  # noqa: PLC0415
        from polyscript import config  # noqa: PLC0415

        table = json.loads(js.JSON.stringify(config)).get("auth")
        if not isinstance(table, dict):
            raise ConfigurationError(
                "auth", got="no such table", expected="an [auth] table in pyscript.toml"
            )
        return cls.from_mapping(table)


def _check_keys(table: "Mapping[str, object]") -> None:
    if "client_secret" in table:
        raise ConfigurationError(
            "client_secret",
            got="a secret",
            expected="none: everyone can read a page's files; use an app client without one",
        )
    for key in table:
        if key not in _KEYS:
            raise ConfigurationError(
                key, got="an unknown setting", expected="one of " + listed(_KEYS)
            )


def _issuer(read: Table) -> str:
    if "issuer" in read:
        return read.string("issuer")
    if "region" not in read and "user_pool_id" not in read:
        raise ConfigurationError(
            "issuer", got="nothing", expected="the issuer, or region and user_pool_id"
        )
    region, pool = read.string("region"), read.string("user_pool_id")
    if not pool.startswith(region + "_"):
        raise ConfigurationError(
            "user_pool_id", got=pool, expected=f"an id that starts with {region}_"
        )
    return f"https://cognito-idp.{region}.{aws_domain(region)}/{pool}"


def _checked_issuers(issuer: str, replicas: "tuple[str, ...]") -> "tuple[str, ...]":
    issuer_url(issuer)
    pool = issuer.rpartition("/")[2]
    for one in replicas:
        issuer_url(one, key="replica_issuers")
        if one.rpartition("/")[2] != pool:
            raise ConfigurationError(
                "replica_issuers",
                got=one,
                expected=f"another issuer of the same user pool, ending in /{pool}",
            )
    if len(set((issuer,) + replicas)) != 1 + len(replicas):
        raise ConfigurationError(
            "replica_issuers",
            got=listed(replicas),
            expected=f"each issuer once, without {issuer}, which is configured as issuer",
        )
    return replicas


def _jwks_uris(issuers: "tuple[str, ...]", jwks_uri: str) -> "dict[str, str]":
    uris = {issuer: issuer + "/.well-known/jwks.json" for issuer in issuers}
    if jwks_uri:
        uris[issuers[0]] = page_address("jwks_uri", jwks_uri)
    return uris


def _aws(read: Table) -> "AwsSettings | None":
    if not any([key in read for key in ("identity_pool_id", "identity_origin", "aws_origins")]):
        return None
    from .aws import read_aws_settings  # noqa: PLC0415 - most pages have none

    return read_aws_settings(read)


def _acr_levels(levels: "tuple[str, ...]") -> "tuple[str, ...]":
    if levels == ACR_LEVELS:
        return levels
    from ..protocol.acr import checked_acr_levels  # noqa: PLC0415 - most pools have Cognito's own

    return checked_acr_levels(levels)


def _parameter(read: Table, name: str) -> str:
    return str(read.seconds(name)) if name == "max_age" else read.string(name)


def _parameters(
    pairs: "tuple[tuple[str, str], ...]", acr_levels: "tuple[str, ...]"
) -> "tuple[tuple[str, str], ...]":
    values = dict(pairs)
    if "acr_values" in values:
        from ..protocol.acr import lowest_requested  # noqa: PLC0415 - most sign-ins ask for none

        if lowest_requested(values["acr_values"], acr_levels) is None:
            raise ConfigurationError(
                "acr_values", got=values["acr_values"], expected="some of " + " ".join(acr_levels)
            )
    if "identity_provider" in values and "idp_identifier" in values:
        raise ConfigurationError(
            "idp_identifier", got="identity_provider beside it", expected="one of the two"
        )
    if parse_digits(values.get("max_age", "0"), at_most=12) is None:
        raise ConfigurationError("max_age", got=values["max_age"], expected="a number of seconds")
    return tuple(pairs)


def _scopes(scopes: "tuple[str, ...]") -> "tuple[str, ...]":
    if any(not scope or " " in scope for scope in scopes):
        raise ConfigurationError(
            "scopes", got=listed(scopes), expected="one scope in each string of the list"
        )
    if "openid" not in scopes:
        raise ConfigurationError(
            "scopes", got=listed(scopes), expected='a list with "openid", which brings the ID token'
        )
    if "offline_access" in scopes:
        raise ConfigurationError(
            "scopes",
            got="offline_access",
            expected="a list without it: Cognito refuses it, and sends a refresh token anyway",
        )
    return tuple(scopes)


def _one_of(key: str, value: "Choice", choices: "tuple[str, ...]") -> "Choice":
    if value not in choices:
        raise ConfigurationError(key, got=value, expected=" or ".join(choices))
    return value
