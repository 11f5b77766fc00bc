"""Which application answers at which port and path."""

from pathlib import Path

import pytest

from server.configuration import read_configuration
from server.errors import CannotStart
from server.greeting import greeting
from server.origins import Origins
from server.runtimes import ROOT
from server.site import Site, make_site, make_stand_in
from tests.unit.server.conftest import Ask

ORIGINS = Origins.from_port(8000)


@pytest.fixture
def log() -> list[str]:
    """Give the access log."""
    return []


@pytest.fixture
def site(folder: Path, log: list[str]) -> Site:
    """Give a site with a stand-in."""
    return make_site(
        folder,
        read_configuration(folder / "pyscript.toml"),
        origins=ORIGINS,
        cognito=make_stand_in(ROOT, ORIGINS),
        entry="gate",
        write_log=log.append,
    )


@pytest.fixture
def lonely_site(folder: Path) -> Site:
    """Give a site without one."""
    return make_site(
        folder,
        read_configuration(folder / "pyscript.toml"),
        origins=ORIGINS,
        cognito=None,
        entry="gate",
        write_log=print,
    )


def test_each_port_has_its_application(site: Site, ask: Ask, log: list[str]) -> None:
    """The page, Cognito's domain and the issuer answer at their own ports only."""
    discovery = "/eu-west-1_StandIn01/.well-known/openid-configuration"
    for origin in (ORIGINS.page, ORIGINS.domain, ORIGINS.issuer):
        ask(site, discovery, origin=origin)
    assert log == [
        f"page GET {discovery} 404",
        f"domain GET {discovery} 404",
        f"issuer GET {discovery} 200",
    ]


def test_the_api_shares_the_pages_origin(site: Site, ask: Ask) -> None:
    """Only what lies under `/api/` is the API's."""
    assert ask(site, "/api/health").json() == {"status": "ok"}
    assert ask(site, "/api").status_code == 404
    assert "<!doctype html>" in ask(site, "/apiary").text


def test_a_site_without_a_stand_in_has_one_port(lonely_site: Site) -> None:
    """Cognito's two origins are somebody else's then."""
    assert list(lonely_site.apps) == [8000]


def test_ports_have_purposes(site: Site) -> None:
    """A taken port can be named by what it was for."""
    assert [site.purpose_of(port) for port in (8000, 8001, 8002)] == [
        "the page",
        "Cognito's domain",
        "the issuer",
    ]


def test_the_greeting_says_where_and_who(site: Site, lonely_site: Site) -> None:
    """The page's address is printed, and the stand-in's people with their passwords."""
    assert "http://localhost:8000/" in greeting(site)
    assert "ada    Analytical-Engine-1843" in greeting(site)
    assert "no stand-in" in greeting(lonely_site)
    assert "ada" not in greeting(lonely_site)


def test_an_unusable_template_is_named(tmp_path: Path) -> None:
    """A mistake in `infra/` gives a sentence."""
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "cognito.yaml").write_text("Resources: [")
    (tmp_path / "infra" / "development.toml").write_text("")
    with pytest.raises(CannotStart, match=r"^The stand-in cannot be made"):
        make_stand_in(tmp_path, ORIGINS)


def test_an_api_that_could_check_no_token_does_not_start(folder: Path) -> None:
    """The sign-in domain in the issuer's place is found out before anybody signs in."""
    file = folder / "pyscript.toml"
    domain = "https://my-app.auth.eu-west-1.amazoncognito.com"
    file.write_text(file.read_text().replace("http://localhost:8002/eu-west-1_Example01", domain))
    with pytest.raises(CannotStart, match="issuer: found the domain where people sign in"):
        make_site(
            folder,
            read_configuration(file),
            origins=ORIGINS,
            cognito=None,
            entry="gate",
            write_log=print,
        )
