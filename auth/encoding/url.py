"""URLs, origins and form encoding, strict (RFC 3986, WHATWG URL, HTML form encoding).

`parse_url` refuses everything that a browser would silently correct (backslashes, tabs, user names,
non-ASCII hosts). Otherwise an allow-list and the browser could understand a URL differently.
"""

from ..errors import ArgumentRefused, MalformedResponse
from .characters import HEXADECIMAL, VISIBLE, has_only, parse_digits

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_HOST = "abcdefghijklmnopqrstuvwxyz0123456789.-"
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PLAIN_BYTES = frozenset(_UNRESERVED.encode())


class Url:
    """An absolute http or https URL, in parts.

    Attributes:
        scheme: `http` or `https`.
        host: In lower case.
        origin: Normalised: lower case, without a default port.
        path: As written; starts with `/`.
        query: As written, without `?`; None if the URL has none.
        fragment: As written, without `#`; None if the URL has none.
    """

    def __init__(
        self,
        *,
        scheme: str,
        host: str,
        port: str,
        path: str,
        query: str | None,
        fragment: str | None,
    ) -> None:
        self.scheme = scheme
        self.host = host
        self.origin = scheme + "://" + host + (":" + port if port else "")
        self.path = path
        self.query = query
        self.fragment = fragment

    @property
    def is_loopback(self) -> bool:
        """Whether the host is this machine by name or address."""
        return self.host in LOOPBACK_HOSTS

    def with_query(self, query: str | None, fragment: str | None) -> str:
        """Return the URL as a string, with another query and fragment."""
        return (
            self.origin
            + self.path
            + ("" if query is None else "?" + query)
            + ("" if fragment is None else "#" + fragment)
        )


def parse_url(url: str) -> Url:
    """Parse an absolute http or https URL.

    Raises:
        ArgumentRefused: It is anything else, or has a user name, a backslash, a control character,
            a space, a non-ASCII character or an invalid port.
    """
    if not url.startswith(("http://", "https://")) or not _is_plain(url):
        raise ArgumentRefused("not an absolute http or https URL in plain ASCII")
    before, hash_mark, fragment = url.partition("#")
    before, question_mark, query = before.partition("?")
    scheme, _, rest = before.partition("://")
    authority, _, path = rest.partition("/")
    host, port = _authority(authority.lower(), scheme)
    return Url(
        scheme=scheme,
        host=host,
        port=port,
        path="/" + path,
        query=query if question_mark else None,
        fragment=fragment if hash_mark else None,
    )


def resolve(reference: str, base: str) -> Url:
    """Resolve a reference against a page's URL (RFC 3986 5).

    Args:
        reference: An absolute URL, or a path that starts with one `/`.
        base: The absolute URL whose origin such a path belongs to.

    Raises:
        ArgumentRefused: `//host`, a backslash, or any other relative reference.
    """
    if reference.startswith("/") and not reference.startswith("//"):
        return parse_url(parse_url(base).origin + reference)
    return parse_url(reference)


def _is_plain(url: str) -> bool:
    before_query = url.partition("#")[0].partition("?")[0]
    return "\\" not in before_query and is_visible_ascii(url)


def _authority(authority: str, scheme: str) -> "tuple[str, str]":
    if authority.startswith("[::1]"):
        host, colon, port = "[::1]", authority[5:6], authority[6:]
    else:
        host, colon, port = authority.partition(":")
        if not host or not has_only(host, _HOST):
            raise ArgumentRefused("the URL's host is not a plain name or address")
    if (colon and colon != ":") or (colon and not _is_port(port)):
        raise ArgumentRefused("the URL's port is not a number")
    return host, "" if port == _DEFAULT_PORTS[scheme] else port


def _is_port(string: str) -> bool:
    return not string.startswith("0") and (parse_digits(string, at_most=5) or 65536) < 65536


def is_visible_ascii(string: str) -> bool:
    """Check whether `string` has at least one character, and only visible ASCII ones."""
    return string != "" and has_only(string, VISIBLE)


def percent_encode(string: str) -> str:
    """Percent-encode everything but unreserved characters, as UTF-8 (RFC 3986 2.3).

    Raises:
        ArgumentRefused: `string` has half a surrogate pair, which UTF-8 cannot encode.
    """
    if has_only(string, _UNRESERVED):
        return string
    data = encode_utf8(string)
    if data is None:
        raise ArgumentRefused("half a surrogate pair, which UTF-8 cannot encode")
    return "".join([chr(byte) if byte in _PLAIN_BYTES else f"%{byte:02X}" for byte in data])


def encode_utf8(string: str) -> bytes | None:
    """Return `string` in UTF-8, or None if it has half a surrogate pair, as JavaScript's may."""
    try:
        data = string.encode("utf-8")
    except UnicodeError:
        return None
    is_ascii = len(string) == len(data)
    return data if is_ascii or _shortest_length(string) else None


def form_encode(pairs: "list[tuple[str, str]]") -> str:
    """Encode name-value pairs, in order, as `application/x-www-form-urlencoded`.

    Spaces become `%20`, which decoders of forms and of URIs both understand.

    Raises:
        ArgumentRefused: A name or value has half a surrogate pair.
    """
    return "&".join([percent_encode(name) + "=" + percent_encode(value) for name, value in pairs])


def form_decode(encoded: str) -> "list[tuple[str, str]]":
    """Return the pairs of a form-encoded string in order, with empty values and duplicates.

    Raises:
        MalformedResponse: It has an invalid escape, or bytes that are not UTF-8.
    """
    return [decode_pair(piece) for piece in encoded.split("&") if piece]


def decode_pair(piece: str) -> "tuple[str, str]":
    """Decode one form-encoded `name=value`. Raises MalformedResponse as `form_decode` does."""
    name, _, value = piece.partition("=")
    return percent_decode(name.replace("+", " ")), percent_decode(value.replace("+", " "))


def percent_decode(encoded: str) -> str:
    """Decode a percent-encoded string, whose bytes are UTF-8 (RFC 3986 2.1).

    Raises:
        MalformedResponse: It has an invalid escape, or is not UTF-8.
    """
    if encode_utf8(encoded) is None:
        raise MalformedResponse("half a surrogate pair")
    pieces = encoded.split("%")
    data = bytearray(pieces[0].encode("utf-8"))
    for piece in pieces[1:]:
        digits = piece[:2]
        if len(digits) < 2 or not has_only(digits, HEXADECIMAL):
            raise MalformedResponse("invalid percent-encoding: two hexadecimal digits expected")
        data.append(int(digits, 16))
        data.extend(piece[2:].encode("utf-8"))
    return decode_utf8(bytes(data))


def decode_utf8(data: bytes) -> str:
    """Decode UTF-8 strictly. Raises MalformedResponse for anything else."""
    string = None
    try:
        string = data.decode("utf-8")
    except UnicodeError:
        pass
    if string is None or (len(string) < len(data) and _shortest_length(string) != len(data)):
        raise MalformedResponse("not UTF-8")
    return string


def _shortest_length(string: str) -> int:
    """Return the length in UTF-8, or 0 for half surrogates.

    MicroPython encodes and decodes overlong forms and half surrogates.
    """
    length = 0
    for point in map(ord, string):
        if 0xD800 <= point <= 0xDFFF or point > 0x10FFFF:
            return 0
        length += 1 + (point > 0x7F) + (point > 0x7FF) + (point > 0xFFFF)
    return length
