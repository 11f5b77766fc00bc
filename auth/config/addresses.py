"""Check settings that are URLs: https, or http on the loopback interface, in their final spelling.

Each function returns the checked value, or raises a ConfigurationError that names the setting.
"""

from ..encoding.url import LOOPBACK_HOSTS, Url, parse_url
from ..errors import ArgumentRefused, ConfigurationError


def aws_domain(region: str) -> str:
    """Return the domain that the endpoints of a Region of AWS are in."""
    return "amazonaws.com.cn" if region.startswith("cn-") else "amazonaws.com"


def domain_origin(domain: str) -> str:
    """Return the origin of a user pool's domain, which is configured as a host."""
    expected = "a host name without protocol or path, like my-app.auth.eu-west-1.amazoncognito.com"
    if any(mark in domain for mark in "/@?#"):
        raise ConfigurationError("domain", got=domain, expected=expected)
    scheme = "http" if _host_of(domain) in LOOPBACK_HOSTS else "https"
    return _parsed("domain", f"{scheme}://{domain}", domain, expected).origin


def _host_of(domain: str) -> str:
    return "[::1]" if domain.startswith("[::1]") else domain.partition(":")[0]


def https_url(key: str, address: str) -> Url:
    """Check that a URL uses https, or http on a loopback host; return it in parts."""
    expected = "a complete https URL (http on localhost)"
    url = _parsed(key, address, address, expected)
    if url.scheme != "https" and not url.is_loopback:
        raise ConfigurationError(key, got=address, expected=expected)
    return url


def issuer_url(address: str, *, key: str = "issuer") -> Url:
    """Check the `iss` of a pool's tokens, spelled as in the tokens; return it in parts."""
    url = https_url(key, address)
    if address.endswith("/") or "?" in address or "#" in address:
        raise ConfigurationError(
            key, got=address, expected="a URL with no trailing slash, query or fragment"
        )
    return url


def _parsed(key: str, address: str, got: str, expected: str) -> Url:
    try:
        return parse_url(address)
    except ArgumentRefused:
        url = None
    if url is None:
        raise ConfigurationError(key, got=got, expected=expected)
    return url


def page_address(key: str, address: str) -> str:
    """Check the URL of a page or document: it has no fragment."""
    if https_url(key, address).fragment is not None:
        raise ConfigurationError(key, got=address, expected="a URL without a fragment")
    return address


def origins(key: str, addresses: "tuple[str, ...]") -> "tuple[str, ...]":
    """Check that URLs are origins: protocol, host and port, and nothing else."""
    for address in addresses:
        url = https_url(key, address)
        if url.origin != address:
            raise ConfigurationError(
                key, got=address, expected=f"only an origin, like {url.origin}"
            )
    return tuple(addresses)
