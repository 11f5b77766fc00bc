"""Whether `redirect_uri` is on the page's own origin."""

import pytest

from auth.config import AuthConfig
from auth.config.same_origin import require_same_origin
from auth.errors import ConfigurationError


def configured(redirect_uri: str) -> AuthConfig:
    """Return a configuration with this `redirect_uri`."""
    return AuthConfig(
        domain="id.example.com",
        issuer="https://issuer.example.com/pool",
        client_id="client",
        redirect_uri=redirect_uri,
        logout_uri=redirect_uri,
    )


@pytest.mark.parametrize(
    ("redirect_uri", "page_url"),
    [
        ("https://app.example.com/", "https://app.example.com/"),
        ("https://app.example.com", "https://app.example.com/reports/7?day=1#top"),
        ("https://app.example.com:443/in", "https://app.example.com/?code=x&state=ä"),
        ("https://APP.example.com/", "https://app.example.com/"),
        ("http://localhost:8000/", "http://localhost:8000/#//"),
        ("http://[::1]:8000/", "http://[::1]:8000/"),
    ],
)
def test_a_page_on_the_same_origin_is_fine(redirect_uri: str, page_url: str) -> None:
    """Path, query, fragment and a default port make no difference."""
    require_same_origin(configured(redirect_uri), page_url)


@pytest.mark.parametrize(
    ("redirect_uri", "page_url"),
    [
        ("http://localhost:8000/", "http://127.0.0.1:8000/"),
        ("http://localhost:8000/", "http://localhost:9000/"),
        ("http://localhost:8000/", "http://192.168.0.7:8000/"),
        ("https://app.example.com/", "http://app.example.com/"),
        ("https://app.example.com/", "https://www.app.example.com/"),
        ("https://app.example.com/", "https://app.example.com.attacker.example/"),
    ],
)
def test_a_page_elsewhere_is_told_where_to_be(redirect_uri: str, page_url: str) -> None:
    """The message names the page's origin, the one it should have, and the key."""
    with pytest.raises(ConfigurationError) as refusal:
        require_same_origin(configured(redirect_uri), page_url)
    here, there = page_url.rstrip("/"), redirect_uri
    assert str(refusal.value) == (
        f"[auth] redirect_uri: got {there}, expected an address at {here}, where this page is: "
        f"correct it, or open {there}"
    )


def test_a_callback_is_never_repeated() -> None:
    """The rest of the URL is not quoted in the message."""
    with pytest.raises(ConfigurationError) as refusal:
        require_same_origin(
            configured("http://localhost:8000/"), "http://127.0.0.1:8000/?code=geheim&state=geheim"
        )
    assert "geheim" not in str(refusal.value)
