"""The settings of an API, checked when it starts: a mistake stops it instead of opening it.

Each function gives the checked value, or raises a ConfigurationError that names the setting.
"""

import re
from collections.abc import Iterable

from ..config.addresses import https_url, issuer_url
from ..encoding.members import is_number
from ..encoding.url import Url
from ..errors import ConfigurationError

_COGNITO_HOST = re.compile(r"cognito-idp\.([a-z0-9-]+)\.amazonaws\.com")
_POOL_PATH = re.compile(r"/([a-z0-9-]+)_[A-Za-z0-9]+")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749 3.3
_QUOTABLE = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]+")  # RFC 9110 5.6.4, without escapes


def checked_issuer(issuer: object) -> str:
    """Require the `iss` of a user pool's tokens, written as Cognito writes it."""
    if not isinstance(issuer, str):
        raise ConfigurationError("issuer", got=repr(issuer), expected="an https URL")
    if https_url("issuer", issuer).host.endswith(".amazoncognito.com"):
        raise ConfigurationError(
            "issuer",
            got="the domain where people sign in",
            expected="who signs the tokens: https://cognito-idp.REGION.amazonaws.com/POOL",
        )
    target = issuer_url(issuer)
    if "/.well-known/" in issuer:
        raise ConfigurationError("issuer", got=issuer, expected="no /.well-known/ part")
    _check_pool(target)
    return issuer


def _check_pool(target: Url) -> None:
    """Where the host is Cognito's own, the path must be a pool of that region."""
    host = _COGNITO_HOST.fullmatch(target.host)
    pool = _POOL_PATH.fullmatch(target.path)
    if host and not (pool and pool[1] == host[1]):
        raise ConfigurationError(
            "issuer", got=target.path, expected=f"a user pool, like /{host[1]}_AbCdEfGhI"
        )


def checked_client_ids(client_ids: object) -> frozenset[str]:
    """Require at least one app client."""
    clients = _texts("client_ids", client_ids)
    if not clients:
        raise ConfigurationError("client_ids", got="nothing", expected="at least one, in a list")
    return frozenset(clients)


def checked_audiences(audience: object) -> frozenset[str]:
    """Require this API's identifiers: None for none, a text for one, or several."""
    if audience is None:
        return frozenset()
    audiences = _texts("audience", [audience] if isinstance(audience, str) else audience)
    if not audiences:
        raise ConfigurationError("audience", got="nothing", expected="a text, or None")
    return frozenset(audiences)


def checked_scopes(scopes: object) -> tuple[str, ...]:
    """Require scopes that a token can have (RFC 6749 3.3)."""
    texts = _texts("scopes", scopes)
    for scope in texts:
        if not _SCOPE.fullmatch(scope):
            raise ConfigurationError("scopes", got=repr(scope), expected="one scope an entry")
    return texts


def checked_groups(groups: object) -> frozenset[str]:
    """Require names of user pool groups."""
    return frozenset(_texts("groups", groups))


def checked_realm(realm: object) -> str:
    """Require a name that can stand in a challenge."""
    if not isinstance(realm, str) or not _QUOTABLE.fullmatch(realm):
        raise ConfigurationError(
            "realm", got=repr(realm), expected="plain ASCII without quotes or back slashes"
        )
    return realm


def checked_flag(key: str, value: object) -> bool:
    """Require True or False: a text such as "false" would count as true."""
    if not isinstance(value, bool):
        raise ConfigurationError(key, got=repr(value), expected="True or False")
    return value


def checked_number(key: str, value: object, *, least: float, most: float) -> float:
    """Require a number from `least` to `most`."""
    if is_number(value) and least <= value <= most:
        return value
    raise ConfigurationError(key, got=repr(value), expected=f"{least:g} to {most:g}")


def _texts(key: str, values: object) -> tuple[str, ...]:
    # A text is a collection too, of letters, and `"a" in "abc"` holds: so it must not pass.
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise ConfigurationError(key, got=repr(values), expected="a list of texts")
    texts = tuple(values)
    for text in texts:
        if not isinstance(text, str) or not text or text != text.strip():
            raise ConfigurationError(key, got=repr(text), expected="texts, none of them empty")
    return texts
