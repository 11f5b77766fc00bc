"""Where a stand-in lives: addresses, issuers, hosts, pools and app clients of the command line."""

from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from starlette.routing import Router

from cognito_stand_in import (
    AppClient,
    FakeCognito,
    InProcessTransport,
    Pool,
    SimpleBrowser,
    example_pool,
)
from cognito_stand_in.messages import Purpose
from cognito_stand_in.serving.health import WithHealth
from cognito_stand_in.serving.listening import LOCAL_HOSTS, exposure_lines, listen
from cognito_stand_in.serving.options import check_ports, make_parser, parse_options
from cognito_stand_in.serving.own_pools import pools_from_options
from cognito_stand_in.serving.server import _hosts, _is_of_aws, _stand_ins, _state
from tests.contract.app import ADA, ADA_PASSWORD
from tests.support.ports import consecutive_ports
from tests.unit.stand_in.cloudformation.test_user_pool import TWO
from tests.unit.stand_in.conftest import INFRA
from tests.unit.stand_in.test_main import printed, running

AWS = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Abc123"
CALLBACK = "http://localhost:3000/cb"


def pools(*words: str) -> list[Pool]:
    """Return the pools of a command line."""
    parser = make_parser()
    options = parser.parse_args(list(words))
    check_ports(parser, options)
    return pools_from_options(options, "http")


def test_app_clients_have_the_same_ids_at_every_start() -> None:
    """Public, with a made-up secret, with a secret of one's own, and for machines."""
    options = ("--client", "web", "--client", "api:secret", "--client", "old:s3cret")
    (pool,), (again,) = (pools(*options, "--machine", "jobs", "--callback", CALLBACK) for _ in "ab")
    assert pool.clients == again.clients
    web, api, old, jobs = pool.clients.values()
    assert (web.secret, len(api.secret or ""), old.secret) == (None, 51, "s3cret")
    assert web.callback_urls == ("http://localhost:3000/", CALLBACK)
    assert (jobs.flows, jobs.scopes) == (("client_credentials",), ("api/read", "api/write"))
    assert len({one.client_id for one in pool.clients.values()}) == 4
    assert pool.identity_pool is not None
    assert pool.identity_pool.client_ids == (web.client_id, api.client_id, old.client_id)


@pytest.mark.parametrize(("options", "status"), [((), 200), (("--rotation",), 400)])
def test_refresh_tokens_rotate_if_asked_for(options: tuple[str, ...], status: int) -> None:
    """By default they do not, as in AWS, and `InitiateAuth` refreshes."""
    (pool,) = pools("--client", "web", *options)
    (client,) = pool.clients.values()
    assert client.rotation_enabled == bool(options)
    http = SimpleBrowser(FakeCognito(pool)).http
    password = {"USERNAME": ADA, "PASSWORD": ADA_PASSWORD}
    result = initiate(http, client, "USER_PASSWORD_AUTH", **password).json()
    refresh_token = result["AuthenticationResult"]["RefreshToken"]
    refreshed = initiate(http, client, "REFRESH_TOKEN_AUTH", REFRESH_TOKEN=refresh_token)
    assert refreshed.status_code == status


def initiate(http: httpx.Client, client: AppClient, flow: str, **parameters: str) -> httpx.Response:
    """Send InitiateAuth."""
    return http.post(
        "http://localhost:8002/",
        headers={
            "content-type": "application/x-amz-json-1.1",
            "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth",
        },
        json={"AuthFlow": flow, "ClientId": client.client_id, "AuthParameters": parameters},
    )


def test_an_issuer_of_aws_gives_the_pool_its_id() -> None:
    """The issuer is a name; the ports stay those of --port."""
    (pool,) = pools("--issuer", AWS, "--domain-url", "https://login.example.test")
    assert (pool.issuer, pool.pool_id) == (AWS, "us-east-1_Abc123")
    assert pool.domain == "https://login.example.test"
    (pool,) = pools("--issuer", "http://cognito:9000/", "--pool-id", "eu-west-2_B")
    assert pool.issuer == "http://cognito:9000/eu-west-2_B"
    files = "--template", str(INFRA / "cognito.yaml"), "--people", str(INFRA / "development.toml")
    (pool,) = pools(*files)
    assert pool.pool_id == "eu-west-1_StandIn01"
    (pool,) = pools(*files, "--issuer", AWS)
    assert (pool.issuer, pool.pool_id) == (AWS, "us-east-1_Abc123")


def test_the_path_of_an_issuer_is_served() -> None:
    """A proxy may have any path; the pool's id works as well."""
    (pool,) = pools("--issuer", "https://proxy.test/auth/pool")
    http = SimpleBrowser(FakeCognito(pool)).http
    paths = ("https://proxy.test/auth/pool", f"https://proxy.test/{pool.pool_id}")
    assert [http.get(f"{one}/.well-known/jwks.json").status_code for one in paths] == [200, 200]


def test_hosts_follow_the_configured_names() -> None:
    """And no others: a name of an attacker's is refused whatever --host says."""
    words = ["--host", "0.0.0.0", "--host", "10.1.2.3", "--issuer", AWS]  # noqa: S104
    options = make_parser().parse_args([*words, "--domain-url", "http://cognito:8001"])
    assert set(_hosts(options)) == {
        *LOCAL_HOSTS,
        "cognito",
        "cognito-idp.us-east-1.amazonaws.com",
        "10.1.2.3",
    }


def test_what_other_addresses_mean_is_said() -> None:
    """Loopback needs no sentence."""
    assert exposure_lines(["127.0.0.1", "::1"], ["localhost"]) == []
    text = " ".join(exposure_lines(["0.0.0.0"], ["localhost", "cognito"]))  # noqa: S104
    assert "It listens at 0.0.0.0: whoever can reach this address can sign in" in text
    assert "one of these hosts (--allow-host adds more): localhost, cognito." in text


def test_it_listens_at_loopback_only_unless_told_otherwise() -> None:
    """Every socket of the default is a loopback address."""
    with ExitStack() as stack:
        names = [one.getsockname()[0] for one in listen(stack, consecutive_ports(2))]
        assert set(names) <= {"127.0.0.1", "::1"}
        (everywhere,) = listen(stack, consecutive_ports(2), ["0.0.0.0"])  # noqa: S104
        assert everywhere.getsockname()[0] == "0.0.0.0"  # noqa: S104
        with pytest.raises(
            SystemExit, match=r"this machine does not have the address 192\.0\.2\.1"
        ):
            listen(stack, consecutive_ports(2), ["192.0.2.1"])


def test_two_on_one_machine_do_not_sign_each_other_out() -> None:
    """Browsers keep cookies by host, not by port: those of two pools have different names."""
    first, second = (
        FakeCognito(example_pool(domain=f"http://localhost:{port}")) for port in (8001, 9001)
    )
    names = []
    for cognito in (first, second):
        (client,) = cognito.pool.clients
        browser = SimpleBrowser(cognito)
        browser.sign_in(
            f"{cognito.pool.domain}/login?response_type=code&client_id={client}"
            "&redirect_uri=http://localhost:8000/&scope=openid",
            "ada",
            "Analytical-Engine-1843",
        )
        names.append({cookie.name for cookie in browser.http.cookies.jar})
    assert not names[0] & names[1]
    assert "cognito-eu-west-1_StandIn01-8001" in names[0]


def test_each_pool_has_a_state_of_its_own(tmp_path: Path) -> None:
    """The first has the file that was named."""
    (tmp_path / "two.yaml").write_text(TWO)
    words = ["--template", str(tmp_path / "two.yaml"), "--state", str(tmp_path / "state.json")]
    staff, shop = _stand_ins(make_parser().parse_args(words))
    assert (staff.pool.domain, shop.pool.domain) == (
        "http://localhost:8001",
        "http://localhost:8003",
    )
    second = _state(tmp_path / "state.json", shop.pool.pool_id, 1)
    assert {path for path in tmp_path.iterdir() if path.suffix == ".json"} == {
        tmp_path / "state.json",
        second,
    }


@pytest.mark.parametrize(
    ("words", "is_offered"),
    [
        ([], True),
        (["--callback", CALLBACK], True),
        (["--switch", "one_click_people=off"], False),
        (["--issuer", AWS], False),
        (["--domain-url", "https://login.test"], False),
        (["--template", str(INFRA / "cognito.yaml")], False),
        (["--template", str(INFRA / "cognito.yaml"), "--switch", "one_click_people=on"], True),
    ],
)
def test_who_offers_people_with_one_click(words: list[str], *, is_offered: bool) -> None:
    """The pool of the command itself, at its own address; others by a switch."""
    _, options = parse_options(words, "cognito-stand-in")
    (cognito,) = _stand_ins(options)
    assert cognito.switches.one_click_people is is_offered


@pytest.mark.parametrize(
    ("purpose", "words"), [("mfa", "as the second factor"), ("reset", "to reset the password")]
)
def test_codes_are_printed(
    capsys: pytest.CaptureFixture[str], purpose: Purpose, words: str
) -> None:
    """With what each is for."""
    _, options = parse_options([], "cognito-stand-in")
    (cognito,) = _stand_ins(options)
    message = cognito.directory.send_code(cognito.pool.users[ADA], purpose)
    assert capsys.readouterr().out == f"Sent to ada, {words}: {message.code}\n"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--fault", "x"], "no fault 'x'"),
        (["--switch", "x=1"], "no switch 'x'"),
        (["--template", "missing.yaml"], "missing.yaml: No such file"),
        (["--state", "/nowhere/state.json"], "/nowhere"),
    ],
)
def test_what_cannot_be_used_ends_the_start(words: list[str], message: str) -> None:
    """The message names the option's value."""
    with pytest.raises(SystemExit, match=message):
        _stand_ins(make_parser().parse_args(words))


def test_health_needs_no_known_host() -> None:
    """A container's check may use any address; nothing behind it is asked."""
    address = "http://10.0.0.7"
    transport = InProcessTransport({address: WithHealth(Router(), "eu-west-1_X")})
    with httpx.Client(transport=transport) as client:
        health = client.get(f"{address}/health").json()
    assert health == {"status": "ok", "user_pool": "eu-west-1_X"}


def test_an_issuer_of_aws_binds_no_port_of_its_own(tmp_path: Path) -> None:
    """It is served at the port after the domain's, with a health URL, and nothing at 443."""
    port = consecutive_ports(2)
    with running(tmp_path, "--port", str(port), "--issuer", AWS) as process:
        text = printed(process)
        assert f"Ports: {port} for the domain, {port + 1} for the issuer" in text
        found = httpx.get(f"http://localhost:{port + 1}/us-east-1_Abc123/.well-known/jwks.json")
        assert len(found.json()["keys"]) == 2
        assert httpx.get(f"http://localhost:{port + 1}/health").json()["status"] == "ok"


def test_no_certificate_is_made_for_a_host_of_aws() -> None:
    """Requests may name it, but who trusts the certificate must not take it for AWS."""
    options = make_parser().parse_args(["--issuer", AWS, "--allow-host", "cognito"])
    hosts = _hosts(options)
    assert "cognito-idp.us-east-1.amazonaws.com" in hosts
    certified = [one for one in hosts if not _is_of_aws(one)]
    assert "cognito" in certified
    assert not any("amazonaws" in one for one in certified)
