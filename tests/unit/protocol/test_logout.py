"""The sign-out URL."""

from urllib.parse import parse_qsl, urlsplit

from auth.protocol.logout import build_logout_url
from tests.support import samples


def test_cognito_is_told_what_it_knows() -> None:
    """`client_id` and `logout_uri`, and nothing of OIDC's own sign-out."""
    url = urlsplit(build_logout_url(samples.config(logout_uri="http://localhost:8000/bye?a=1&b")))
    assert (url.scheme, url.netloc, url.path) == ("http", "localhost:8001", "/logout")
    assert parse_qsl(url.query) == [
        ("client_id", samples.CLIENT),
        ("logout_uri", "http://localhost:8000/bye?a=1&b"),
    ]
