"""URLs, origins and form encoding, strictly (RFC 3986, WHATWG URL, HTML form encoding).

`parse_url` refuses whatever a browser would quietly repair (back slashes, tabs, user names,
non-ASCII hosts): an allow-list is only as good as the agreement on what a URL says.
"""

from ..errors import ArgumentRefused, MalformedResponse
from .characters import HEXADECIMAL, VISIBLE, has_only

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "[::1]")

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_HOST = "abcdefghijklmnopqrstuvwxyz0123456789.-"
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_PLAIN_BYTES = frozenset(_UNRESERVED.encode())


class Url:
    """An absolute http or https URL in parts; `origin` is normalised, `path` starts with `/`.

    `query` and `fragment` are raw, without `?` and `#`, or None where the URL has none.
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
        """Give the URL's text with another query and fragment."""
        return (
            self.origin
            + self.path
            + ("" if query is None else "?" + query)
            + ("" if fragment is None else "#" + fragment)
        )


def parse_url(text: str) -> Url:
    """Take an absolute http(s) URL apart.

    Raises ArgumentRefused for anything else, and for user names, back slashes, control
    characters, spaces, non-ASCII and malformed ports.
    """
    if not text.startswith(("http://", "https://")) or not _is_plain(text):
        raise ArgumentRefused("not an absolute http or https URL in plain ASCII")
    before, hash_mark, fragment = text.partition("#")
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
    """Give the URL that `reference` (absolute, or starting with one `/`) names on `base`'s origin.

    Raises ArgumentRefused for `//host`, back slashes and relative references.
    """
    if reference.startswith("/") and not reference.startswith("//"):
        return parse_url(parse_url(base).origin + reference)
    return parse_url(reference)


def _is_plain(text: str) -> bool:
    before_query = text.partition("#")[0].partition("?")[0]
    return "\\" not in before_query and is_visible_ascii(text)


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


def _is_port(text: str) -> bool:
    return text.isdigit() and not text.startswith("0") and len(text) <= 5 and int(text) < 65536


def is_visible_ascii(text: str) -> bool:
    """Tell whether `text` has characters, and none but those that ASCII has ink for."""
    return text != "" and has_only(text, VISIBLE)


def percent_encode(text: str) -> str:
    """Percent-encode everything but unreserved characters, as UTF-8 (RFC 3986 2.3)."""
    if has_only(text, _UNRESERVED):
        return text
    return "".join(
        [chr(byte) if byte in _PLAIN_BYTES else f"%{byte:02X}" for byte in text.encode("utf-8")]
    )


def form_encode(pairs: "list[tuple[str, str]]") -> str:
    """Encode name-value pairs, in order, as `application/x-www-form-urlencoded`.

    Spaces become `%20`, which form decoders and URI decoders both understand.
    """
    return "&".join([percent_encode(name) + "=" + percent_encode(value) for name, value in pairs])


def form_decode(text: str) -> "list[tuple[str, str]]":
    """Give the pairs of a form-encoded text in order, blanks and duplicates kept.

    Raises MalformedResponse for a broken escape or bytes that are not UTF-8.
    """
    return [decode_pair(piece) for piece in text.split("&") if piece]


def decode_pair(piece: str) -> "tuple[str, str]":
    """Decode one `name=value` of a form-encoded text."""
    name, _, value = piece.partition("=")
    return percent_decode(name.replace("+", " ")), percent_decode(value.replace("+", " "))


def percent_decode(text: str) -> str:
    """Give the text that was percent-encoded as UTF-8 (RFC 3986 2.1). Raises MalformedResponse."""
    pieces = text.split("%")
    data = bytearray(pieces[0].encode("utf-8"))
    for piece in pieces[1:]:
        digits = piece[:2]
        if len(digits) < 2 or not has_only(digits, HEXADECIMAL):
            raise MalformedResponse("broken percent-encoding")
        data.append(int(digits, 16))
        data.extend(piece[2:].encode("utf-8"))
    return decode_utf8(bytes(data))


def decode_utf8(data: bytes) -> str:
    """Give the text that `data` encodes. Raises MalformedResponse when it is not UTF-8."""
    text = None
    try:
        text = data.decode("utf-8")
    except UnicodeError:
        pass
    if text is None or (len(text) < len(data) and _shortest_length(text) != len(data)):
        raise MalformedResponse("not UTF-8")
    return text


def _shortest_length(text: str) -> int:
    """Give the length in UTF-8, or 0: MicroPython decodes overlong forms and half surrogates."""
    length = 0
    for point in map(ord, text):
        if 0xD800 <= point <= 0xDFFF or point > 0x10FFFF:
            return 0
        length += 1 + (point > 0x7F) + (point > 0x7FF) + (point > 0xFFFF)
    return length
