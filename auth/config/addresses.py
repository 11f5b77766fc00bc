"""Settings that are addresses: https, or http on this very machine, and nothing left to repair.

Each function gives the checked value, or raises a ConfigurationError that names the setting.
"""

from ..encoding.url import LOOPBACK_HOSTS, Url, parse_url
from ..errors import ArgumentRefused, ConfigurationError


def domain_origin(domain: str) -> str:
    """Give the origin of a user pool's domain, which is written as a host."""
    expected = "a host name without protocol or path, like my-app.auth.eu-west-1.amazoncognito.com"
    if any(mark in domain for mark in "/@?#"):
        raise ConfigurationError("domain", got=domain, expected=expected)
    scheme = "http" if _host_of(domain) in LOOPBACK_HOSTS else "https"
    return _parsed("domain", f"{scheme}://{domain}", expected).origin


def _host_of(domain: str) -> str:
    return "[::1]" if domain.startswith("[::1]") else domain.partition(":")[0]


def https_url(key: str, text: str) -> Url:
    """Check that a URL's protocol is https, or http on this very machine; return it in parts."""
    expected = "a complete https URL (http on localhost)"
    url = _parsed(key, text, expected)
    if url.scheme != "https" and not url.is_loopback:
        raise ConfigurationError(key, got=text, expected=expected)
    return url


def issuer_url(text: str) -> Url:
    """Check the `iss` of a pool's tokens, written as in the tokens; return it in parts."""
    url = https_url("issuer", text)
    if text.endswith("/") or "?" in text or "#" in text:
        raise ConfigurationError(
            "issuer", got=text, expected="no trailing slash, query or fragment"
        )
    return url


def _parsed(key: str, text: str, expected: str) -> Url:
    try:
        return parse_url(text)
    except ArgumentRefused:
        url = None
    if url is None:
        raise ConfigurationError(key, got=text, expected=expected)
    return url


def page_address(key: str, text: str) -> str:
    """Require the address of a page: a URL without a fragment."""
    if https_url(key, text).fragment is not None:
        raise ConfigurationError(key, got=text, expected="no fragment")
    return text


def origins(key: str, texts: "tuple[str, ...]") -> "tuple[str, ...]":
    """Require origins alone."""
    for text in texts:
        url = https_url(key, text)
        if url.origin != text:
            raise ConfigurationError(key, got=text, expected=f"an origin alone, like {url.origin}")
    return tuple(texts)
