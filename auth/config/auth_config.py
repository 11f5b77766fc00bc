"""The settings of one app client, parsed and checked once (`[auth]` in `pyscript.toml`).

Cognito has two hosts: the user pool's *domain*, where people sign in and tokens are issued, and the
*issuer*, which names the pool in every token and publishes its keys. Neither can be derived from
the other, so both are settings.
"""

import json

from ..encoding.members import is_number
from ..errors import ConfigurationError
from ..protocol.authorization import OPTIONAL_PARAMETERS
from .addresses import domain_origin, issuer_url, origins, page_address

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from .aws import AwsSettings

_OWN_KEYS = (
    "domain",
    "issuer",
    "region",
    "user_pool_id",
    "client_id",
    "redirect_uri",
    "logout_uri",
    "scopes",
    "api_origins",
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


class AuthConfig:
    """What a public client must know about its user pool; every value has been checked.

    `domain_origin` and `issuer` are URLs without a trailing slash, `scopes` and `api_origins` are
    tuples, `max_session_seconds` and `idle_timeout_seconds` are 0 for no limit, `parameters` are
    the optional authorization parameters as name-value pairs, `aws` is None without an
    identity pool.
    """

    def __init__(
        self,
        *,
        domain: str,
        issuer: str,
        client_id: str,
        redirect_uri: str,
        logout_uri: str,
        scopes: "tuple[str, ...]" = ("openid",),
        api_origins: "tuple[str, ...]" = (),
        token_storage: str = "session",
        share_session_between_tabs: bool = True,
        sign_in_on_load: bool = False,
        sign_in_path: str = "/login",
        max_session_seconds: int = 0,
        idle_timeout_seconds: int = 0,
        aws: "AwsSettings | None" = None,
        parameters: "tuple[tuple[str, str], ...]" = (),
    ) -> None:
        self.domain_origin = domain_origin(domain)
        issuer_url(issuer)
        self.issuer = issuer  # letter for letter: it is compared with the tokens' `iss`
        self.client_id = client_id
        self.redirect_uri = page_address("redirect_uri", redirect_uri)
        self.logout_uri = page_address("logout_uri", logout_uri)
        self.scopes = _scopes(scopes)
        self.api_origins = origins("api_origins", api_origins)
        self.token_storage = _one_of("token_storage", token_storage, ("session", "memory"))
        self.share_session_between_tabs = share_session_between_tabs
        self.sign_in_on_load = sign_in_on_load
        self.sign_in_path = _one_of("sign_in_path", sign_in_path, ("/login", "/oauth2/authorize"))
        self.max_session_seconds = max_session_seconds
        self.idle_timeout_seconds = idle_timeout_seconds
        self.aws = aws
        self.parameters = parameters

    @classmethod
    def from_mapping(cls, table: "Mapping[str, object]") -> "AuthConfig":
        """Check the `[auth]` table and build the configuration.

        Raises ConfigurationError, which names the key, what was found and what was expected.
        """
        if "client_secret" in table:
            raise ConfigurationError(
                "client_secret",
                got="a secret",
                expected="none: everyone can read a page's files; use an app client without one",
            )
        for key in table:
            if key not in _KEYS:
                raise ConfigurationError(key, got="an unknown key", expected=_listed(_KEYS))
        reader = _Table(table)
        return cls(
            domain=reader.string("domain"),
            issuer=reader.issuer(),
            client_id=reader.string("client_id"),
            redirect_uri=reader.string("redirect_uri"),
            logout_uri=reader.string("logout_uri"),
            scopes=reader.strings("scopes", ("openid",)),
            api_origins=reader.strings("api_origins", ()),
            token_storage=reader.string("token_storage", "session"),
            share_session_between_tabs=reader.flag("share_session_between_tabs", default=True),
            sign_in_on_load=reader.flag("sign_in_on_load", default=False),
            sign_in_path=reader.string("sign_in_path", "/login"),
            max_session_seconds=reader.seconds("max_session_seconds"),
            idle_timeout_seconds=reader.seconds("idle_timeout_seconds"),
            aws=reader.aws(),
            parameters=reader.parameters(),
        )

    @classmethod
    def from_pyscript(cls) -> "AuthConfig":
        """Read the `[auth]` table of the page's own `pyscript.toml`. Raises ConfigurationError."""
        # Only a PyScript page has these; `pyscript.config` is the same, behind a slow import.
        import js  # noqa: PLC0415
        from polyscript import config  # noqa: PLC0415

        table = json.loads(js.JSON.stringify(config)).get("auth")
        if not isinstance(table, dict):
            raise ConfigurationError(
                "auth", got="no such table", expected="an [auth] table in pyscript.toml"
            )
        return cls.from_mapping(table)


class _Table:
    """Typed access to the `[auth]` table: a value of the wrong type is an error, never a guess."""

    def __init__(self, table: "Mapping[str, object]") -> None:
        self._table = table

    def string(self, key: str, default: str | None = None) -> str:
        value = self._table.get(key, default)
        if not isinstance(value, str) or not value:
            raise ConfigurationError(key, got=_shown(value), expected="a text")
        return value

    def optional_string(self, key: str) -> str:
        return self.string(key) if key in self._table else ""

    def strings(self, key: str, default: "tuple[str, ...]") -> "tuple[str, ...]":
        value = self._table.get(key, default)
        if not isinstance(value, (list, tuple)) or not all(isinstance(v, str) for v in value):
            raise ConfigurationError(key, got=_shown(value), expected="a list of texts")
        return tuple([str(item) for item in value])

    def flag(self, key: str, *, default: bool) -> bool:
        value = self._table.get(key, default)
        if not isinstance(value, bool):
            raise ConfigurationError(key, got=_shown(value), expected="true or false")
        return value

    def seconds(self, key: str) -> int:
        value = self._table.get(key, 0)
        if not is_number(value) or not isinstance(value, int) or value < 0:
            raise ConfigurationError(key, got=_shown(value), expected="a number of seconds")
        return value

    def issuer(self) -> str:
        if "issuer" in self._table:
            return self.string("issuer")
        if "region" not in self._table and "user_pool_id" not in self._table:
            raise ConfigurationError(
                "issuer", got="nothing", expected="the issuer, or region and user_pool_id"
            )
        region, pool = self.string("region"), self.string("user_pool_id")
        if not pool.startswith(region + "_"):
            raise ConfigurationError(
                "user_pool_id", got=pool, expected=f"an id that starts with {region}_"
            )
        return f"https://cognito-idp.{region}.amazonaws.com/{pool}"

    def aws(self) -> "AwsSettings | None":
        if "identity_pool_id" in self._table:
            from .aws import AwsSettings  # noqa: PLC0415 - most pages have none

            return AwsSettings(
                identity_pool_id=self.string("identity_pool_id"),
                identity_origin=self.optional_string("identity_origin"),
                aws_origins=self.strings("aws_origins", ()),
            )
        for key in ("identity_origin", "aws_origins"):
            if key in self._table:
                raise ConfigurationError(
                    key, got="no identity_pool_id beside it", expected="both, or neither"
                )
        return None

    def parameters(self) -> "tuple[tuple[str, str], ...]":
        if "identity_provider" in self._table and "idp_identifier" in self._table:
            raise ConfigurationError(
                "idp_identifier",
                got="identity_provider beside it",
                expected="one of the two",
            )
        present = [name for name in OPTIONAL_PARAMETERS if name in self._table]
        return tuple([(name, self._parameter(name)) for name in present])

    def _parameter(self, name: str) -> str:
        return str(self.seconds(name)) if name == "max_age" else self.string(name)


def _scopes(scopes: "tuple[str, ...]") -> "tuple[str, ...]":
    if "openid" not in scopes:
        raise ConfigurationError(
            "scopes", got=_listed(scopes), expected='"openid" among them: it brings the ID token'
        )
    if "offline_access" in scopes:
        raise ConfigurationError(
            "scopes",
            got="offline_access",
            expected="no such scope: Cognito refuses it, and sends a refresh token without",
        )
    if any(not scope or " " in scope for scope in scopes):
        raise ConfigurationError("scopes", got=_listed(scopes), expected="one scope an entry")
    return scopes


def _one_of(key: str, value: str, choices: "tuple[str, ...]") -> str:
    if value not in choices:
        raise ConfigurationError(key, got=value, expected=_listed(choices))
    return value


def _listed(words: "tuple[str, ...]") -> str:
    return ", ".join(words) or "nothing"


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    return value or "an empty text" if isinstance(value, str) else f"a {type(value).__name__}"
