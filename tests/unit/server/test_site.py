"""Which application answers at which port and path."""

from pathlib import Path

import pytest

from server.configuration import parse_configuration, read_configuration
from server.errors import CannotStart
from server.origins import Origins
from server.replaced import replaced
from server.runtimes import ROOT
from server.site import Site, make_site, make_stand_in, make_stand_in_site
from server.startup_banner import startup_banner
from tests.unit.server.conftest import CONFIGURATION, Ask

ORIGINS = Origins.from_port(8000)


@pytest.fixture
def log() -> list[str]:
    """Return the access log."""
    return []


@pytest.fixture
def site(folder: Path, log: list[str]) -> Site:
    """Return a site with a stand-in."""
    return make_site(
        folder,
        read_configuration(folder / "pyscript.toml"),
        origins=ORIGINS,
        cognito=make_stand_in(ROOT, ORIGINS),
        entry="launcher",
        write_log=log.append,
    )


@pytest.fixture
def lonely_site(folder: Path) -> Site:
    """Return a site without one."""
    return make_site(
        folder,
        read_configuration(folder / "pyscript.toml"),
        origins=ORIGINS,
        cognito=None,
        entry="launcher",
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
    """Cognito's two origins are not served."""
    assert list(lonely_site.apps) == [8000]


def test_ports_have_purposes(site: Site) -> None:
    """A taken port can be named by what it was for."""
    assert [site.purpose_of(port) for port in (8000, 8001, 8002)] == [
        "the page",
        "Cognito's domain",
        "the issuer",
    ]


def test_the_startup_banner_says_where_and_who(site: Site, lonely_site: Site) -> None:
    """The page's address is printed, and the stand-in's people with their passwords."""
    assert "http://localhost:8000/" in startup_banner(site)
    assert "ada    Analytical-Engine-1843" in startup_banner(site)
    assert "no stand-in" in startup_banner(lonely_site)
    assert "ada" not in startup_banner(lonely_site)


def test_an_unusable_template_is_named(tmp_path: Path) -> None:
    """A mistake in `infra/` gives a sentence."""
    (tmp_path / "infra").mkdir()
    (tmp_path / "infra" / "cognito.yaml").write_text("Resources: [")
    (tmp_path / "infra" / "development.toml").write_text("")
    with pytest.raises(CannotStart, match=r"^The stand-in cannot start"):
        make_stand_in(tmp_path, ORIGINS)


def test_an_api_that_could_check_no_token_does_not_start(folder: Path) -> None:
    """The sign-in domain in the issuer's place is found out before anybody signs in."""
    file = folder / "pyscript.toml"
    domain = "https://my-app.auth.eu-west-1.amazoncognito.com"
    file.write_text(file.read_text().replace("http://localhost:8002/eu-west-1_Example01", domain))
    with pytest.raises(CannotStart, match="issuer: got the domain of the sign-in pages"):
        make_site(
            folder,
            read_configuration(file),
            origins=ORIGINS,
            cognito=None,
            entry="launcher",
            write_log=print,
        )


def test_what_the_stand_in_replaces_is_named(folder: Path) -> None:
    """A configuration for another provider is not served as it is, and the console says so."""
    written = CONFIGURATION.replace("2hd8exampleclient", "my-client")
    configuration = parse_configuration(written, name="own.toml")
    moved = Origins.on_ports(9000, 9001, 9002)
    site = make_site(
        folder,
        configuration.at(moved),
        origins=moved,
        cognito=make_stand_in(ROOT, moved),
        entry="launcher",
        write_log=print,
    )
    head, *lines, advice = replaced(configuration, site)
    assert "own.toml" in head
    assert [line.split()[0] for line in lines] == [
        "domain",
        "issuer",
        "client_id",
        "redirect_uri",
        "logout_uri",
    ]
    assert lines[0].split()[1:] == [
        "http://localhost:9001",
        "instead",
        "of",
        "http://localhost:8001",
    ]
    assert "--no-stand-in" in advice
    assert "\n".join([head, *lines, advice]) in startup_banner(site, replaced(configuration, site))


def test_nothing_is_said_where_nothing_is_replaced(site: Site, lonely_site: Site) -> None:
    """The usual start, and one without a stand-in."""
    usual = read_configuration(ROOT / "pyscript.toml")
    assert replaced(usual, site) == []
    assert replaced(usual, lonely_site) == []


FOREIGN = ["attacker.example", "attacker.example:8000", "localhost.attacker.example", "", "0.0.0.0"]  # noqa: S104 - a name, not a binding
FOREIGN += ["localhost:8000@attacker.example", "192.168.1.7:8000", "xlocalhost", "127.0.0.2"]
PLACES = [
    (ORIGINS.page, "/"),
    (ORIGINS.page, "/main.py"),
    (ORIGINS.page, "/api/health"),
    (ORIGINS.page, "/inspector/"),
    (ORIGINS.page, "/inspector.zip"),
    (ORIGINS.domain, "/login"),
    (ORIGINS.domain, "/oauth2/token"),
    (ORIGINS.issuer, "/eu-west-1_StandIn01/.well-known/jwks.json"),
]


@pytest.mark.parametrize(("origin", "path"), PLACES)
def test_a_foreign_host_is_refused_at_every_port(ask: Ask, origin: str, path: str) -> None:
    """A page whose name was pointed at this machine after it was loaded would read what is here."""
    site = make_site(
        ROOT,
        read_configuration(ROOT / "pyscript.toml"),
        origins=ORIGINS,
        cognito=make_stand_in(ROOT, ORIGINS),
        entry="launcher",
        write_log=lambda _: None,
        is_inspected=True,
        allowed_hosts=["host.docker.internal"],
    )
    for host in FOREIGN:
        answer = ask(site, path, origin=origin, Host=host)
        assert (answer.status_code, answer.text) == (400, "Invalid host header"), host
        assert "access-control-allow-origin" not in answer.headers
    for host in (
        "localhost",
        "LOCALHOST:8000",
        "127.0.0.1:1",
        "[::1]:8000",
        "host.docker.internal",
    ):
        assert "Invalid host" not in ask(site, path, origin=origin, Host=host).text


def test_a_page_behind_a_proxy_keeps_its_own_name(folder: Path, ask: Ask) -> None:
    """What a configuration names as the page's host is no attacker's."""
    text = CONFIGURATION.replace("http://localhost:8000/", "https://app.example.com/")
    site = make_site(
        folder,
        parse_configuration(text, name="pyscript.toml"),
        origins=ORIGINS,
        cognito=None,
        entry="launcher",
        write_log=print,
    )
    assert ask(site, "/", Host="app.example.com").status_code == 200
    assert ask(site, "/", Host="app.example.org").status_code == 400


def test_the_stand_in_alone_refuses_foreign_hosts(ask: Ask) -> None:
    """It has the same ports without the page."""
    site = make_stand_in_site(
        make_stand_in(ROOT, ORIGINS), origins=ORIGINS, write_log=print, allowed_hosts=["issuer"]
    )
    assert ask(site, "/login", origin=ORIGINS.domain, Host="attacker.example").status_code == 400
    keys = "/eu-west-1_StandIn01/.well-known/jwks.json"
    assert ask(site, keys, origin=ORIGINS.issuer, Host="issuer:8002").status_code == 200
