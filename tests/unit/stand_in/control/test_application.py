"""Control for tests: in process, over HTTP, and by command."""

import os
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cognito_stand_in import (
    Control,
    ControlRefused,
    FakeCognito,
    InProcessTransport,
    control_application,
    example_pool,
)
from cognito_stand_in.control.client import NotReachable, announced, send_command
from tests.contract.app import App, answer, claims
from tests.support.ports import consecutive_ports
from tests.unit.stand_in.test_main import printed, running

TOKEN = "t0ken"
PASSWORD = "A-New-Password-1900"


@pytest.fixture
def control() -> Control:
    """Return the control of a stand-in whose clock stands still."""
    return Control(FakeCognito(example_pool(), now=lambda: 1_800_000_000.0))


@pytest.fixture
def http(control: Control) -> Iterator[httpx.Client]:
    """Return a client that sends the token."""
    origin, headers = "http://127.0.0.1:9", {"authorization": f"Bearer {TOKEN}"}
    transport = InProcessTransport({origin: control_application(control, TOKEN)})
    with httpx.Client(transport=transport, base_url=origin, headers=headers) as client:
        yield client


def test_people_come_change_and_go(http: httpx.Client, control: Control) -> None:
    """A new person can sign in, until they are gone."""
    person = {
        "username": "emmy",
        "password": PASSWORD,
        "attributes": {"email": "emmy@example.com", "email_verified": "true"},
        "groups": ["admins"],
    }
    added = http.post("/people", json=person).json()
    assert (added["username"], added["groups"], added["enabled"]) == ("emmy", ["admins"], True)
    app = App(control.cognito)
    callback = app.browser.sign_in(app.url(), "emmy", PASSWORD)
    tokens = app.exchange(answer(callback)["code"]).json()
    assert claims(tokens["id_token"])["cognito:username"] == "emmy"
    emmy = control.cognito.pool.users["emmy"]
    factors = {"second_factors": ["totp"], "active_factors": ["totp"]}
    assert http.patch("/people/emmy", json=factors).json()["active_factors"] == ["totp"]
    assert "/mfa?" in App(control.cognito).browser.sign_in(app.url(), "emmy", PASSWORD)
    control.advance_clock(60)
    changed = http.patch("/people/emmy", json={"enabled": False, "attributes": {"email": ""}})
    assert (changed.json()["enabled"], changed.json()["attributes"].get("email")) == (False, None)
    assert emmy.modified_at - emmy.created_at >= 60
    assert http.patch("/people/emmy", json={"enabled": True}).json()["enabled"]
    assert app.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
    assert http.delete("/people/emmy").status_code == 204
    assert http.get("/people/emmy").status_code == 404
    assert [one["username"] for one in http.get("/people").json()["people"]] == ["ada", "grace"]


def test_faults_switch_on_and_off(http: httpx.Client) -> None:
    """For some uses, at a path, and all at once."""
    assert http.put("/faults/throttled", json={"times": 2}).json() == {"active": ["throttled"]}
    http.put("/faults/slow", json={"path": "/jwks.json"})
    assert http.delete("/faults/throttled").json() == {"active": ["slow"]}
    assert http.delete("/faults").json() == http.get("/faults").json() == {"active": []}


def test_the_clock_moves(http: httpx.Client, control: Control) -> None:
    """Tokens expire when the test says so."""
    assert http.put("/clock", json={"offset_seconds": -60}).json()["now"] == 1_799_999_940.0
    assert http.put("/clock", json={"advance_seconds": 3660}).json() == {
        "now": 1_800_003_600.0,
        "offset_seconds": 3600.0,
    }
    assert control.cognito.now() == http.get("/clock").json()["now"]


def test_keys_rotate_and_everybody_is_signed_out(http: httpx.Client, control: Control) -> None:
    """Sessions, refresh tokens and keys of before no longer work."""
    app = App(control.cognito)
    tokens = app.tokens()
    before = {key["kid"] for key in control.cognito.keys.jwks()["keys"]}
    published = http.post("/keys/rotate", json={"withdraw_old": True}).json()["published"]
    assert not before & set(published)
    ended = http.post("/sign-out").json()
    assert ended == {"browser_sessions": 1, "token_families": 1}
    assert app.refresh(tokens["refresh_token"]).status_code == 400


def test_switches_codes_and_commands(http: httpx.Client, control: Control) -> None:
    """What commands can do, control can do."""
    assert http.put("/switches/access_token_aud", json={"value": "on"}).status_code == 204
    assert control.cognito.switches.access_token_aud
    control.cognito.directory.send_code(control.cognito.pool.users["ada"], "reset")
    (message,) = http.get("/outbox").json()["messages"]
    assert (message["username"], len(message["code"])) == ("ada", 6)
    output = http.post("/commands", json={"words": ["join", "grace", "admins"]}).json()["output"]
    assert output == "grace is in admins"


@pytest.mark.parametrize(
    ("request_line", "body", "message"),
    [
        ("POST /people", {"username": "x"}, "password: expected a string"),
        ("POST /people", {"username": "ada", "password": PASSWORD}, "User already exists"),
        ("POST /people", {"username": "x", "password": "weak"}, "Password"),
        ("PATCH /people/ada", {"groups": ["pilots"]}, "got 'pilots', expected some of admins"),
        ("PATCH /people/ada", {"enabled": 1}, "enabled: expected true or false"),
        ("PATCH /people/ada", {"sub": "x"}, "sub: unknown; expected one of password"),
        ("PATCH /people/ada", {"attributes": {"a": 1}}, "attributes.a: expected a string"),
        ("PUT /faults/nothing", {}, "no fault 'nothing'"),
        ("PUT /faults/slow", {"times": 0}, "got 0 times"),
        ("PUT /faults/slow", {"time": 1}, "time: unknown"),
        ("PUT /clock", {}, "expected either offset_seconds or advance_seconds"),
        ("PUT /clock", {"offset_seconds": 1e12}, "within a century"),
        ("POST /keys/rotate", {"withdraw_old": "yes"}, "expected true or false"),
        ("POST /commands", {"words": ["fly"]}, "no command 'fly'"),
    ],
)
def test_mistakes_change_nothing(
    http: httpx.Client, control: Control, request_line: str, body: object, message: str
) -> None:
    """The response says what was expected."""
    before = control.people()
    refused = http.request(*request_line.split(), json=body)
    assert refused.status_code == 400
    assert message in refused.json()["error"]
    assert control.people() == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"authorization": ""}, 401),
        ({"authorization": TOKEN}, 401),
        ({"authorization": f"Bearer {TOKEN}x"}, 401),
        ({"origin": "http://localhost:3000"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"host": "attacker.example"}, 400),
        ({"content-type": "text/plain"}, 400),
    ],
)
def test_requests_of_others_are_refused(
    http: httpx.Client, control: Control, headers: dict[str, str], status: int
) -> None:
    """Without the token, from a page, to another host, or as a form could send it."""
    refused = http.put("/faults/throttled", content=b"{}", headers=headers)
    assert refused.status_code == status
    assert not [name for name in refused.headers if name.startswith("access-control")]
    assert control.faults() == []


def test_preflights_get_no_permission(http: httpx.Client) -> None:
    """A browser asks before it sends an Authorization header, and gets no answer for pages."""
    asked = {"origin": "http://a.example", "access-control-request-method": "PUT"}
    answer = http.options("/faults/slow", headers=asked)
    assert answer.status_code == 403
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_it_works_in_process_too(control: Control) -> None:
    """Fixtures need neither port nor token."""
    control.add_person("emmy", PASSWORD, groups=["editors"], confirmed=False)
    assert control.person("emmy")["confirmed"] is False
    with pytest.raises(ControlRefused, match="no user 'nobody'"):
        control.remove_person("nobody")


def test_it_is_off_unless_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then commands find it, in less than 300 ms, and nobody else can read the token."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    port = consecutive_ports(2)
    with running(tmp_path, "--port", str(port), "--control-port", "0") as process:
        text = printed(process)
        url = text.partition("Control: ")[2].partition("\n")[0]
        token = text.partition("Control token: ")[2].partition("\n")[0]
        assert url.startswith("http://127.0.0.1:")
        assert len(token) >= 32
        headers = {"authorization": f"Bearer {token}"}
        assert httpx.get(f"{url}/faults", headers=headers).json() == {"active": []}
        (file,) = tmp_path.glob("stand-in-*/*.control")
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        times = [_timed(tmp_path, port, *words) for words in (["users"], ["fault", "slow"])]
        assert min(times) < 0.3
        assert httpx.get(f"{url}/faults", headers=headers).json() == {"active": ["slow"]}


def _timed(folder: Path, port: int, *words: str) -> float:
    """Return the seconds of the processor's time that a command takes: others may use it, too."""
    command = [sys.executable, "-m", "cognito_stand_in", *words, "--port", str(port)]
    times = []
    for _ in range(3):
        start = _of_children()
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=os.environ)  # noqa: S603
        times.append(_of_children() - start)
    return min(times)


def _of_children() -> float:
    used = os.times()
    return used.children_user + used.children_system


def test_a_command_without_a_stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to start; a folder that others can open is refused."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(NotReachable, match="No stand-in with --control-port runs at port 4"):
        send_command(4, ["users"])
    next(tmp_path.iterdir()).chmod(0o755)
    with (
        pytest.raises(NotReachable, match="must be a folder that only you can open"),
        announced(4, 5, "x"),
    ):
        pass
