"""Commands from another terminal, to a running stand-in or a state file."""

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cognito_stand_in import FakeCognito
from server import command, console, console_socket
from server.arguments import make_parser
from server.console_socket import WithConsole
from server.errors import CannotStart
from server.origins import Origins, free_origins, port_of
from server.running import in_thread
from server.site import make_stand_in_site
from server.stand_in import stand_in_from_options

needs_unix_sockets = pytest.mark.skipif(
    not console.HAS_UNIX_SOCKETS, reason="there are no Unix sockets here"
)


@pytest.fixture(autouse=True)
def socket_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a folder for the sockets of a test, with a short path."""
    with tempfile.TemporaryDirectory(prefix="s-") as short:
        monkeypatch.setattr(tempfile, "tempdir", short)
        yield tmp_path


def run(line: str, origins: Origins) -> str:
    """Run a line as `serve.py` does."""
    return console.run(make_parser().parse_intermixed_args(line.split()), origins)


@pytest.fixture
def running() -> Iterator[tuple[FakeCognito, Origins]]:
    """Serve a stand-in that takes commands, without memory."""
    origins, options = free_origins(), make_parser().parse_args([])
    cognito = stand_in_from_options(options, origins)
    site = make_stand_in_site(cognito, origins=origins, write_log=lambda _: None)
    with (
        console.command_sockets(options, origins) as sockets,
        in_thread(site, WithConsole(site, cognito), sockets),
    ):
        yield cognito, origins


@needs_unix_sockets
def test_a_running_stand_in_is_managed(running: tuple[FakeCognito, Origins]) -> None:
    """People, groups, keys, faults and sessions change while it serves."""
    cognito, origins = running
    key = cognito.keys.id_key
    run("add-user emmy emmy@example.com Noether-Theorem-1915", origins)
    assert run("join emmy editors", origins) == "emmy is in editors"
    run("rotate-keys", origins)
    run("fault throttled 2", origins)
    assert cognito.pool.users["emmy"].groups == ["editors"]
    assert cognito.keys.id_key is not key
    assert cognito.faults.active == ("throttled",)
    assert run("end-sessions", origins).startswith("ended 0")


@needs_unix_sockets
def test_a_refused_command_says_why(running: tuple[FakeCognito, Origins]) -> None:
    """The sentence is the stand-in's own."""
    with pytest.raises(CannotStart, match="no user 'nobody'; expected one of ada, grace"):
        run("confirm nobody", running[1])


@needs_unix_sockets
def test_no_port_takes_commands(running: tuple[FakeCognito, Origins]) -> None:
    """What the socket takes is refused at every port."""
    cognito, origins = running
    with httpx.Client(trust_env=False) as client:
        for origin in (origins.domain, origins.issuer):
            answer = client.post(f"{origin}/", json=["delete", "ada"], headers={"host": "stand-in"})
            assert answer.status_code in {400, 404}  # at the issuer's / is the identity pool
    assert "ada" in cognito.pool.users


@needs_unix_sockets
def test_only_the_owner_may_open_the_socket(running: tuple[FakeCognito, Origins]) -> None:
    """Its folder is closed to everybody else, and one that is not is refused."""
    place = console_socket.socket_path(None, running[1])
    assert place.parent.stat().st_mode & 0o077 == 0
    place.parent.chmod(0o755)
    with pytest.raises(CannotStart, match="only you can open"):
        run("users", running[1])


@needs_unix_sockets
def test_a_socket_left_behind_is_replaced() -> None:
    """A process that was killed does not keep the next one from starting."""
    origins, options = free_origins(), make_parser().parse_args([])
    place = console_socket.socket_path(None, origins)
    with socket.socket(socket.AF_UNIX) as abandoned:
        abandoned.bind(str(place))
    with console.command_sockets(options, origins) as sockets:
        assert sockets
    assert not place.exists()


@needs_unix_sockets
def test_two_stand_ins_cannot_share_a_memory(socket_folder: Path) -> None:
    """The second one would overwrite the state of the first."""
    options = make_parser().parse_args(["--state", str(socket_folder / "state.json")])
    with (
        console.command_sockets(options, free_origins()),
        pytest.raises(CannotStart, match="A running stand-in"),
        console.command_sockets(options, free_origins()),
    ):
        pass


def test_a_stopped_stand_in_is_managed_through_its_memory(socket_folder: Path) -> None:
    """What a command changes is in the file, for the next start; deleted people stay away."""
    origins, state = free_origins(), f"--state {socket_folder / 'state.json'}"
    run(f"add-user emmy emmy@example.com Noether-Theorem-1915 {state}", origins)
    run(f"{state} delete ada", origins)
    listed = run(f"users {state}", origins)
    assert "emmy" in listed
    assert "ada" not in listed


def test_lists_need_no_stand_in(capsys: pytest.CaptureFixture[str]) -> None:
    """Faults, switches and the commands can be looked up at any time."""
    port = str(port_of(free_origins().page) - 3)
    for words, expected in (("faults", "throttled"), ("switches", "pkce_error"), ("help", "join")):
        command.main([words, "--port", port])
        assert expected in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("users", "No stand-in runs at"),
        ("fault slow --state state.json", "a fault lasts only while one runs"),
        ("switch extra_claims on", "Start one with --switch"),
        ("dance --state state.json", "no command 'dance'"),
    ],
)
def test_a_command_that_reaches_nobody_is_refused(
    line: str, complaint: str, socket_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says what to start or which option to use."""
    monkeypatch.chdir(socket_folder)
    with pytest.raises(CannotStart, match=complaint):
        run(line, free_origins())


def test_where_there_are_no_unix_sockets(
    socket_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is served, and commands work on the state file."""
    monkeypatch.setattr(console, "HAS_UNIX_SOCKETS", False)
    options = make_parser().parse_args([])
    with console.command_sockets(options, free_origins()) as sockets:
        assert sockets == []
    assert "grace" in run(f"users --state {socket_folder / 'state.json'}", free_origins())


@needs_unix_sockets
def test_a_folder_that_somebody_else_has_stops_no_page(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Another person of this machine may have made it; commands alone are missing then."""
    origins, options = free_origins(), make_parser().parse_args([])
    folder = console_socket.socket_path(None, origins).parent
    folder.chmod(0o755)
    with console.command_sockets(options, origins) as sockets:
        assert sockets == []
    assert "commands such as `serve.py users` cannot reach" in capsys.readouterr().err
