"""The stand-in's options: parameters, switches, faults, state file, and the stand-in alone."""

from pathlib import Path

import pytest

from cognito_stand_in.serving import server as stand_in_server
from server import command
from server.arguments import make_parser
from server.errors import CannotStart
from server.origins import Origins
from server.stand_in import stand_in_from_options
from tests.support.ports import consecutive_ports

ORIGINS = Origins.from_port(8000)


def test_options_reach_the_stand_in() -> None:
    """A fault, a switch and a template parameter given at the start are in force."""
    options = make_parser().parse_args(
        [
            "--fault",
            "slow",
            "--switch",
            "throttled_body=html",
            "--parameter",
            "RefreshTokenRotation=DISABLED",
            "--parameter",
            "CallbackUrls=http://localhost:3000/callback",
        ]
    )
    cognito = stand_in_from_options(options, ORIGINS)
    client = cognito.pool.client_named("SinglePageApp")
    assert cognito.faults.active == ("slow",)
    assert cognito.switches.throttled_body == "html"
    assert not client.rotation_enabled
    assert client.callback_urls == ("http://localhost:3000/callback",)


def test_a_demonstration_prints_codes_and_offers_its_people(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A switch hides the people."""
    cognito = stand_in_from_options(make_parser().parse_args([]), ORIGINS)
    assert cognito.switches.one_click_people
    message = cognito.directory.send_code(cognito.pool.users["ada"], "sign-in")
    assert capsys.readouterr().out == f"Sent to ada, to sign in: {message.code}\n"
    hidden = make_parser().parse_args(["--switch", "one_click_people=off"])
    assert not stand_in_from_options(hidden, ORIGINS).switches.one_click_people


def test_memory_outlives_a_start(tmp_path: Path) -> None:
    """The file is there from the start on, and the next stand-in reads it."""
    options = make_parser().parse_args(["--state", str(tmp_path / "state.json")])
    first = stand_in_from_options(options, ORIGINS)
    assert options.state.is_file()
    first.directory.add("emmy", "Noether-Theorem-1915", {}, confirmed=True)
    first.save_state()
    assert "emmy" in stand_in_from_options(options, ORIGINS).pool.users


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--switch", "throttled_body"], "--switch: got 'throttled_body', expected NAME=VALUE"),
        (["--switch", "speed=on"], "no switch 'speed'"),
        (["--switch", "max_state_length=long"], "--switch max_state_length=long"),
        (["--parameter", "Foo=1"], "no parameter Foo"),
        (["--parameter", "RefreshTokenRotation=maybe"], "RefreshTokenRotation: got 'maybe'"),
        (["--state", "missing/folder/state.json"], "missing/folder/state.json cannot be written"),
        (["--state", "."], "cannot be read"),
        (["--no-stand-in", "--switch", "extra_claims=on"], "--switch needs the stand-in"),
        (["--no-stand-in", "--state", "state.json"], "--state needs the stand-in"),
    ],
)
def test_a_wrong_option_is_one_sentence(arguments: list[str], complaint: str) -> None:
    """The program ends before anything is served, and says which option is wrong."""
    with pytest.raises(SystemExit) as stop:
        command.main(arguments)
    assert isinstance(stop.value.code, str)
    assert complaint in stop.value.code
    assert "\n" not in stop.value.code


def test_a_damaged_memory_is_named(tmp_path: Path) -> None:
    """A file that is not what was written stops the start and stays as it is."""
    file = tmp_path / "state.json"
    file.write_text("{")
    options = make_parser().parse_args(["--state", str(file)])
    with pytest.raises(CannotStart, match=r"state\.json: the state file is damaged"):
        stand_in_from_options(options, ORIGINS)
    assert file.read_text() == "{"


def test_the_stand_in_can_be_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """`stand-in` is the command `cognito-stand-in`, with this project's pool by default."""
    served: list[object] = []
    monkeypatch.setattr(stand_in_server, "run", served.extend)
    port = consecutive_ports(2)
    folder = tmp_path / "tls"

    def printed(*options: str) -> str:
        with pytest.raises(SystemExit) as ended:
            command.main(["stand-in", "--port", str(port), *options])
        assert ended.value.code == 0
        return capsys.readouterr().out

    text = printed("--tls-folder", str(folder))
    assert f"token_endpoint          https://localhost:{port}/oauth2/token" in text
    assert f"NODE_EXTRA_CA_CERTS={folder}" in text
    assert "App client Machine" in text
    assert "client_secret           development-only-not-a-secret" in text
    assert "ada    Analytical-Engine-1843" in text
    text = printed("--client", "web")
    assert "App client web (public)" in text
    assert "App client Machine" not in text
    assert served
