"""URLs and form encoding compared with the standard library (more in tests/vectors)."""

from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auth.encoding.url import (
    _is_port,
    decode_utf8,
    form_decode,
    form_encode,
    is_visible_ascii,
    parse_url,
    percent_encode,
    resolve,
)
from auth.errors import ArgumentRefused, MalformedResponse

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
HOSTS = ["example.com", "evil.example", "[::1]", "8000", "http://", "https://", "//"]
URL_PIECES = st.lists(st.sampled_from([*HOSTS, *":@/\\?# \t.é&", "a=1", "%2f"]), max_size=8).map(
    "".join
)


@given(st.lists(st.tuples(TEXTS.filter(bool), TEXTS)))
def test_encoding_is_undone_by_every_decoder(pairs: list[tuple[str, str]]) -> None:
    """Our decoder and the standard library's return the pairs in order."""
    text = form_encode(pairs)
    assert form_decode(text) == pairs
    assert parse_qsl(text, keep_blank_values=True) == pairs
    assert text.isascii()


@given(st.lists(st.tuples(TEXTS.filter(bool), TEXTS)))
def test_what_other_encoders_write_is_decoded(pairs: list[tuple[str, str]]) -> None:
    """Spaces may be written as plus signs."""
    assert form_decode(urlencode(pairs)) == pairs


@given(URL_PIECES)
@example("https://example.com\\@evil.example/")
def test_an_accepted_url_means_the_same_to_others(text: str) -> None:
    """If this parser and the standard library read another host, this one refuses the URL."""
    try:
        url = parse_url(text)
    except ArgumentRefused:
        return
    other = urlsplit(text)
    assert url.scheme == other.scheme
    assert url.host.strip("[]") == other.hostname
    assert "@" not in url.host
    assert (url.query or "") == other.query
    assert (url.fragment or "") == other.fragment


@given(URL_PIECES)
def test_parts_make_the_url_again(text: str) -> None:
    """A URL put together from its parts is unchanged, and so are its parts."""
    try:
        url = parse_url("https://example.com/" + text)
    except ArgumentRefused:
        return
    whole = url.with_query(url.query, url.fragment)
    assert whole == "https://example.com/" + text
    assert vars(parse_url(whole)) == vars(url)


@given(URL_PIECES)
def test_a_resolved_path_never_leaves_the_origin(text: str) -> None:
    """A reference that starts with a slash stays, or is refused."""
    try:
        url = resolve("/" + text, "https://app.example.com/page?q#f")
    except ArgumentRefused:
        return
    assert url.origin == "https://app.example.com"


@given(st.binary(max_size=8))
def test_utf8_is_what_the_standard_library_takes_for_it(data: bytes) -> None:
    """Exactly the same bytes are accepted."""
    try:
        expected = data.decode("utf-8", errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(MalformedResponse):
            decode_utf8(data)
    else:
        assert decode_utf8(data) == expected


@pytest.mark.parametrize("text", ["\ud800", "a\udc00b", "\udc00\ud800"])
def test_half_a_surrogate_pair_is_refused(text: str) -> None:
    """UTF-8 cannot encode it: encoding and decoding refuse it, each with its own error."""
    with pytest.raises(ArgumentRefused):
        percent_encode(text)
    with pytest.raises(ArgumentRefused):
        form_encode([("login_hint", text)])
    with pytest.raises(MalformedResponse):
        form_decode(f"state={text}")


@pytest.mark.parametrize("port", ["²", "", "0", "080", "65536", "1" * 5000])
def test_a_port_is_a_number_of_five_digits(port: str) -> None:
    """Anything else is refused, with no other exception."""
    assert not _is_port(port)
    assert _is_port("65535")


def test_unreserved_characters_stay() -> None:
    """Letters, digits and four marks are kept; everything else is percent-encoded."""
    assert percent_encode("aZ09-._~") == "aZ09-._~"
    assert percent_encode("a b/é") == "a%20b%2F%C3%A9"


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://localhost/", True),
        ("http://127.0.0.1:1/", True),
        ("http://[::1]/", True),
        ("http://localhost.example/", False),
        ("http://127.0.0.2/", False),
    ],
)
def test_loopback_is_told_by_name(url: str, *, expected: bool) -> None:
    """Only the three names of the loopback host count."""
    assert parse_url(url).is_loopback is expected


def test_a_refusal_does_not_quote_the_url() -> None:
    """A URL may contain a code."""
    with pytest.raises(ArgumentRefused) as caught:
        parse_url("https://user@example.com/?code=secret")
    assert "secret" not in str(caught.value)


def test_an_empty_text_is_not_visible() -> None:
    """An empty string has no visible characters."""
    assert is_visible_ascii("a~!")
    assert not is_visible_ascii("")
    assert not is_visible_ascii("a b")
