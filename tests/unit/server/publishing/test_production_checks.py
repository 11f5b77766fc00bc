"""Checks of configurations for production, and of the page's path on its host."""

import pytest

from server.errors import CannotStart
from server.publishing.production_checks import (
    base_of,
    require_public_addresses,
    require_redirect_below,
    require_routes_below,
)
from tests.unit.server.publishing.conftest import PRODUCTION, configured

POOL = 'identity_pool_id = "eu-west-1:00000000"\n'
LOCAL = {
    "domain": ("my-app.auth.eu-west-1.amazoncognito.com", "localhost:8001"),
    "issuer": ("https://cognito-idp.eu-west-1.amazonaws.com", "http://localhost:8002"),
    "replica_issuers": (
        "scopes =",
        'replica_issuers = ["http://localhost:8003/eu-west-1_Example01"]\nscopes =',
    ),
    "jwks_uri": ("scopes =", 'jwks_uri = "http://localhost:9002/jwks.json"\nscopes ='),
    "redirect_uri": (
        'redirect_uri = "https://app.example.com/"',
        'redirect_uri = "https://127.0.0.1/"',
    ),
    "logout_uri": ('logout_uri = "https://app.example.com', 'logout_uri = "http://localhost:8000'),
    "api_origins": ('["https://app.example.com"]', '["http://[::1]:9000"]'),
    "identity_origin": ("scopes =", f'{POOL}identity_origin = "http://localhost:8003"\nscopes ='),
    "aws_origins": ("scopes =", f'{POOL}aws_origins = ["http://127.0.0.1:4566"]\nscopes ='),
}


def test_addresses_out_there_are_fit() -> None:
    """A real pool, and a page over https."""
    require_public_addresses(configured())


@pytest.mark.parametrize("key", LOCAL)
def test_an_address_on_this_machine_is_refused(key: str) -> None:
    """The sentence names the file, the key, and what to do."""
    text = PRODUCTION.replace(*LOCAL[key])
    assert text != PRODUCTION
    with pytest.raises(CannotStart, match=rf"^production.toml: {key} is http.*--allow-loop"):
        require_public_addresses(configured(text))


@pytest.mark.parametrize(
    "origin", ["https://127.1.2.3", "https://app.localhost:8443", "https://localhost."]
)
def test_other_names_of_this_machine_are_refused(origin: str) -> None:
    """All of 127.0.0.0/8 (RFC 1122 3.2.1.3) and all of .localhost (RFC 6761 6.3) are."""
    text = PRODUCTION.replace("https://app.example.com", origin)
    with pytest.raises(CannotStart, match=r"^production.toml: redirect_uri is https"):
        require_public_addresses(configured(text))


@pytest.mark.parametrize(
    ("redirect_uri", "base"),
    [
        ("https://app.example.com/", "/"),
        ("https://app.example.com", "/"),
        ("https://app.example.com/callback", "/"),
        ("https://app.example.com/app/", "/app/"),
        ("https://app.example.com/team/app/callback?x=1", "/team/app/"),
    ],
)
def test_the_redirect_uri_tells_the_base(redirect_uri: str, base: str) -> None:
    """The page lives in the folder that people come back to."""
    configuration = configured(PRODUCTION.replace("https://app.example.com/", redirect_uri))
    assert base_of(configuration) == base
    require_redirect_below(base, configuration)


@pytest.mark.parametrize("base", ["app", "/app", "//", "/../", "/a b/", "/api/", "", "/.app/"])
def test_a_base_is_a_path_of_folders(base: str) -> None:
    """Anything else would lead somewhere else, or to the API."""
    with pytest.raises(CannotStart, match=r"^--base: got .*, expected a path"):
        require_redirect_below(base, configured())


def test_people_have_to_come_back_to_the_page() -> None:
    """A base that the redirect URI is not below is a mistake in one of the two."""
    with pytest.raises(CannotStart, match=r"redirect_uri is https://app.*not below /other/"):
        require_redirect_below("/other/", configured())


@pytest.mark.parametrize(
    ("path", "base"),
    [
        ("auth/callback", "/"),
        ("static/back", "/"),
        ("callback.html", None),
        ("app/api/back", "/app/"),
        ("a/.b/c", "/"),
        ("a/%2e%2e/b", "/"),
        ("a%0ab", "/"),
    ],
)
def test_people_have_to_come_back_to_an_address_of_the_page(path: str, base: str | None) -> None:
    """Every host answers that nothing is there, as the page's own server does."""
    text = PRODUCTION.replace(
        'i = "https://app.example.com/', f'i = "https://app.example.com/{path}'
    )
    configuration = configured(text)
    with pytest.raises(CannotStart, match=rf"no page at the redirect_uri https://app.*/{path}:"):
        require_redirect_below(base or base_of(configuration), configuration)


@pytest.mark.parametrize("path", ["index.html", "auth/callback", "a/b/", "v1.2/back"])
def test_people_may_come_back_to_every_page(path: str) -> None:
    """Below /auth/ too, if that is where the page lives."""
    text = PRODUCTION.replace(
        'i = "https://app.example.com/', f'i = "https://app.example.com/{path}'
    )
    configuration = configured(text)
    require_redirect_below(base_of(configuration), configuration)


@pytest.mark.parametrize(
    "route",
    [
        "/*",
        "*",
        "/x.js",
        "/static/*",
        "/api/x",
        "/re port",
        "/reports/*/x",
        "/a*",
        "/r\n/*",
        "/other/x",
    ],
)
def test_a_route_is_the_path_of_a_page(route: str) -> None:
    """One for all paths would respond to missing scripts with the page."""
    require_routes_below("/", ["/about", "/reports/*", "/a/b/", "/a"])
    base = "/app/" if route.startswith("/other") else "/"
    with pytest.raises(CannotStart, match=r"^--route: got "):
        require_routes_below(base, [route])
