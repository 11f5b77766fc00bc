"""Checks of an API's settings, made when the API starts.

Each function returns the checked value, or raises a ConfigurationError that names the setting.
"""

import re
from collections.abc import Iterable

from ..config.addresses import https_url
from ..encoding.members import is_number
from ..encoding.url import Url, parse_url
from ..errors import ArgumentRefused, ConfigurationError

LONGEST_MAX_AGE = 999_999_999
"""In seconds; pages read no more digits."""

_COGNITO_HOST = re.compile(r"(?:issuer-)?cognito-idp\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
_POOL_PATH = re.compile(r"/([a-z0-9-]+)_[A-Za-z0-9]+")
_SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")  # RFC 6749 3.3
_QUOTABLE = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]+")  # RFC 9110 5.6.4, without escapes


def checked_issuer(issuer: object) -> str:
    """Return `issuer` if it is the `iss` of a user pool's tokens, as Cognito writes it."""
    text, target = _issuer_url("issuer", issuer)
    host = _COGNITO_HOST.fullmatch(target.host)
    pool = _POOL_PATH.fullmatch(target.path)
    if host and not (pool and pool[1] == host[1]):
        raise ConfigurationError(
            "issuer",
            got=target.path,
            expected=f"a user pool of that Region, like /{host[1]}_AbCdEfGhI "
            "(the issuer of a replica belongs in replica_issuers)",
        )
    return text


def checked_replica_issuers(replica_issuers: object, issuer: str) -> tuple[str, ...]:
    """Return `replica_issuers` if they are other issuers of the user pool of `issuer`."""
    replicas = _strings("replica_issuers", replica_issuers)
    pool = issuer.rpartition("/")[2]
    for replica in replicas:
        _issuer_url("replica_issuers", replica)
        if replica.rpartition("/")[2] != pool:
            raise ConfigurationError(
                "replica_issuers",
                got=replica,
                expected=f"another issuer of the same user pool, ending in /{pool}",
            )
    if len({issuer, *replicas}) != len(replicas) + 1:
        raise ConfigurationError(
            "replica_issuers", got=repr(replicas), expected="other issuers than `issuer`, each once"
        )
    return replicas


def checked_endpoint(key: str, url: object, issuers: Iterable[str]) -> str:
    """Return `url` if requests to it are safe: https, or http on this machine.

    If all `issuers` are on this machine, their tokens come from a stand-in. Then http is allowed
    for other hosts, too, because a container reaches the stand-in under another host name.
    """
    if not isinstance(url, str):
        raise ConfigurationError(key, got=repr(url), expected="an https URL, as a string")
    is_stand_in = all(parse_url(issuer).is_loopback for issuer in issuers)
    target = (_parsed(url) if is_stand_in else None) or https_url(key, url)
    if target.fragment is not None:
        raise ConfigurationError(key, got=url, expected="no fragment")
    return url


def checked_client_ids(client_ids: object) -> frozenset[str]:
    """Return the app clients as a set, if there is at least one."""
    clients = _strings("client_ids", client_ids)
    if not clients:
        raise ConfigurationError("client_ids", got="nothing", expected="at least one, in a list")
    return frozenset(clients)


def checked_audiences(audience: object) -> frozenset[str]:
    """Return the API's identifiers as a set: none for None, one for a string, or several."""
    if audience is None:
        return frozenset()
    audiences = _strings("audience", [audience] if isinstance(audience, str) else audience)
    if not audiences:
        raise ConfigurationError("audience", got="nothing", expected="a string, or None")
    return frozenset(audiences)


def checked_scopes(scopes: object) -> tuple[str, ...]:
    """Return `scopes` as a tuple, if a token can have them (RFC 6749 3.3)."""
    strings = _strings("scopes", scopes)
    for scope in strings:
        if not _SCOPE.fullmatch(scope):
            raise ConfigurationError("scopes", got=repr(scope), expected="one scope an entry")
    return strings


def checked_groups(groups: object) -> frozenset[str]:
    """Return names of user pool groups as a set."""
    return frozenset(_strings("groups", groups))


def checked_realm(realm: object) -> str:
    """Return `realm` if it can be quoted in a challenge."""
    if not isinstance(realm, str) or not _QUOTABLE.fullmatch(realm):
        raise ConfigurationError(
            "realm", got=repr(realm), expected="ASCII characters without quotes and backslashes"
        )
    return realm


def checked_max_age(max_age: object) -> int | None:
    """Return whole seconds, or None. No sign-in is 0 seconds old when its token arrives."""
    if max_age is None:
        return None
    if isinstance(max_age, int) and max_age is not True and 1 <= max_age <= LONGEST_MAX_AGE:
        return max_age
    raise ConfigurationError(
        "max_age", got=repr(max_age), expected=f"whole seconds, 1 to {LONGEST_MAX_AGE}, or None"
    )


def checked_flag(key: str, value: object) -> bool:
    """Return a bool: the string "false" would count as true."""
    if not isinstance(value, bool):
        raise ConfigurationError(key, got=repr(value), expected="True or False")
    return value


def checked_number(key: str, value: object, *, least: float, most: float) -> float:
    """Return a number from `least` to `most`."""
    if is_number(value) and least <= value <= most:
        return value
    raise ConfigurationError(key, got=repr(value), expected=f"{least:.0f} to {most:.0f}")


def _issuer_url(key: str, issuer: object) -> tuple[str, Url]:
    if not isinstance(issuer, str):
        raise ConfigurationError(key, got=repr(issuer), expected="an https URL, as a string")
    target = https_url(key, issuer)
    if target.host.endswith(".amazoncognito.com"):
        raise ConfigurationError(
            key,
            got="the domain of the sign-in pages",
            expected="the issuer of the tokens: https://cognito-idp.REGION.amazonaws.com/POOL",
        )
    if issuer.endswith("/") or "?" in issuer or "#" in issuer:
        raise ConfigurationError(key, got=issuer, expected="no trailing slash, query or fragment")
    if "/.well-known/" in issuer:
        raise ConfigurationError(key, got=issuer, expected="no /.well-known/ part")
    return issuer, target


def _parsed(url: str) -> Url | None:
    try:
        return parse_url(url)
    except ArgumentRefused:
        return None


def _strings(key: str, values: object) -> tuple[str, ...]:
    # A string is iterable too, and `"a" in "abc"` is true: so it must not pass for a list.
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise ConfigurationError(key, got=repr(values), expected="a list of strings")
    strings = tuple(values)
    for string in strings:
        if not isinstance(string, str) or not string or string != string.strip():
            raise ConfigurationError(
                key,
                got=repr(string),
                expected="non-empty strings without spaces at the ends",
            )
    return strings
