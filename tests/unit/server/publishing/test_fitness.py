"""Configurations that are fit for production, and the place of the page on its host."""

import pytest

from server.errors import CannotStart
from server.publishing.fitness import base_of, refuse_this_machine, require_redirect_below
from tests.unit.server.publishing.conftest import PRODUCTION, configured

LOCAL = {
    "domain": ("my-app.auth.eu-west-1.amazoncognito.com", "localhost:8001"),
    "issuer": ("https://cognito-idp.eu-west-1.amazonaws.com", "http://localhost:8002"),
    "redirect_uri": (
        'redirect_uri = "https://app.example.com/"',
        'redirect_uri = "https://127.0.0.1/"',
    ),
    "logout_uri": ('logout_uri = "https://app.example.com', 'logout_uri = "http://localhost:8000'),
    "api_origins": ('["https://app.example.com"]', '["http://[::1]:9000"]'),
}


def test_addresses_out_there_are_fit() -> None:
    """A real pool, and a page over https."""
    refuse_this_machine(configured())


@pytest.mark.parametrize("key", LOCAL)
def test_an_address_on_this_machine_is_refused(key: str) -> None:
    """The sentence names the file, the key, and what to do."""
    text = PRODUCTION.replace(*LOCAL[key])
    assert text != PRODUCTION
    with pytest.raises(CannotStart, match=rf"^production.toml has the {key} http.*--allow-loop"):
        refuse_this_machine(configured(text))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("identity_origin", '"http://localhost:8002"'),
        ("aws_origins", '["https://s3.eu-west-1.amazonaws.com", "http://127.0.0.1:4566"]'),
    ],
)
def test_an_address_of_aws_on_this_machine_is_refused(key: str, value: str) -> None:
    """ID tokens and signed calls would go to whatever a visitor has running there."""
    settings = f'[auth]\nidentity_pool_id = "eu-west-1:x"\n{key} = {value}'
    with pytest.raises(CannotStart, match=rf"^production.toml has the {key} http.*--allow-loop"):
        refuse_this_machine(configured(PRODUCTION.replace("[auth]", settings)))


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
    with pytest.raises(CannotStart, match="The page cannot live at"):
        require_redirect_below(base, configured())


def test_people_have_to_come_back_to_the_page() -> None:
    """A base that the redirect URI is not below is a mistake in one of the two."""
    with pytest.raises(CannotStart, match=r"redirect_uri https://app.*not below /other/"):
        require_redirect_below("/other/", configured())
