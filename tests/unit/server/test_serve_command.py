"""The command line: which origins it chooses, and how it ends when it cannot start."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from server import command
from server.building.prepare import prepare
from server.configuration import Configuration, parse_configuration
from server.errors import CannotStart
from server.origins import Origins
from server.runtimes import ROOT
from tests.support.ports import consecutive_ports
from tests.unit.server.conftest import CONFIGURATION

WAITING = "Waiting for another start, which prepares the same files …\n"
"""What the program says while a test in another process starts it, too."""

REAL = CONFIGURATION.replace("localhost:8001", "my-app.auth.eu-west-1.amazoncognito.com").replace(
    "http://localhost:8002", "https://cognito-idp.eu-west-1.amazonaws.com"
)


def configured(text: str) -> Configuration:
    """Return the configuration in `text`."""
    return parse_configuration(text, name="pyscript.toml")


def choose(text: str, port: int | None, *, uses_stand_in: bool = True) -> Origins:
    """Choose origins for the configuration in `text`."""
    return command.choose_origins(configured(text), port, uses_stand_in=uses_stand_in)


def test_the_configuration_decides_where() -> None:
    """Without --port the page is where its redirect URI leads."""
    assert choose(CONFIGURATION, None) == Origins.from_port(8000)
    moved = CONFIGURATION.replace("localhost:8000", "127.0.0.1:3000")
    assert choose(moved, None).page == "http://127.0.0.1:3000"


def test_the_stand_in_takes_no_port_of_an_issuer_elsewhere() -> None:
    """An issuer of AWS would make it listen at port 443."""
    aws = CONFIGURATION.replace(
        "http://localhost:8002", "https://cognito-idp.eu-west-1.amazonaws.com"
    )
    assert aws != CONFIGURATION
    with pytest.raises(CannotStart, match="got the issuer https://cognito-idp"):
        choose(aws, None)


def test_a_port_moves_the_page_and_the_stand_in() -> None:
    """With --port everything that is served here moves."""
    assert choose(CONFIGURATION, 9000) == Origins.from_port(9000)


def test_a_port_moves_nobody_elses_provider() -> None:
    """A provider that is not served here stays where it is."""
    chosen = choose(CONFIGURATION, 9000, uses_stand_in=False)
    assert chosen == Origins(
        "http://localhost:9000", "http://localhost:8001", "http://localhost:8002"
    )


def test_a_page_that_lives_elsewhere_is_served_at_the_usual_port() -> None:
    """A production configuration can be looked at locally."""
    elsewhere = REAL.replace("http://localhost:8000", "https://app.example.com")
    assert choose(elsewhere, None, uses_stand_in=False).page == "http://localhost:8000"


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--config", "missing.toml"], "missing.toml"),
        (["--port", "0"], "--port"),
        (["--fault", "no-such-fault"], "no-such-fault"),
        (["--no-stand-in", "--fault", "throttled"], "--fault needs the stand-in"),
    ],
)
def test_a_start_that_fails_says_why_in_one_line(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One sentence on the error stream, exit status 1, nothing else."""
    with pytest.raises(SystemExit) as stop:
        command.main(arguments)
    assert isinstance(stop.value.code, str)  # Python prints it and ends with status 1
    assert stop.value.code.startswith("serve.py: ")
    assert complaint in stop.value.code
    assert "\n" not in stop.value.code
    assert capsys.readouterr().out == ""


def test_runtimes_that_cannot_be_had_stop_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is served without interpreters."""

    def fail(_root: Path, _configuration: object) -> None:
        message = "npm could not fetch."
        raise CannotStart(message)

    monkeypatch.setattr(command, "prepare", fail)
    with pytest.raises(SystemExit, match=r"^serve\.py: npm could not fetch\.$"):
        command.main(["--port", str(consecutive_ports(3))])


def test_ctrl_c_while_starting_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program prints no traceback."""

    def interrupt(_: object) -> Configuration:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "read_configuration", interrupt)
    with pytest.raises(SystemExit) as stop:
        command.main([])
    assert stop.value.code == 130


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is no signal there")
def test_ctrl_c_ends_it_cleanly() -> None:
    """The whole program ends with status 0 and without a word on the error stream."""
    prepare(ROOT)  # which is told on the error stream where it takes time
    port = consecutive_ports(3)
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "serve.py", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONWARNINGS": "default", "PYTHONDEVMODE": "1"},
        text=True,
    ) as program:
        assert program.stdout is not None
        while "Ctrl-C" not in program.stdout.readline():
            assert program.poll() is None
        with socket.create_connection(("localhost", port)) as connection:
            connection.sendall(b"GET /?code=geheim HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert connection.recv(15) == b"HTTP/1.1 200 OK"
            program.send_signal(signal.SIGINT)
            output, errors = program.communicate(timeout=10)
    assert (program.returncode, errors.replace(WAITING, "")) == (0, "")
    assert "page GET / 200" in output
    assert "geheim" not in output


def test_a_second_start_names_the_taken_port(tmp_path: Path) -> None:
    """The whole program ends with one sentence and status 1."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        program = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, str(ROOT / "serve.py"), "--port", str(port)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert program.returncode == 1
    assert program.stderr.startswith(f"serve.py: Port {port} for the page is in use")
    assert program.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["localhost:8000", "localhost:8002"])
def test_the_stand_in_needs_a_port_for_each_origin(tmp_path: Path, port: str) -> None:
    """A provider of one's own may have domain and issuer at one."""
    file = tmp_path / "own.toml"
    file.write_text(CONFIGURATION.replace("localhost:8001", port))
    with pytest.raises(SystemExit, match=r"the same port.*--no-stand-in"):
        command.main(["--config", str(file)])


def _without_dependencies(*words: str, folder: Path) -> str:
    """Run Python without any installed package; return what it printed on the error stream."""
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-I", "-S", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    return run.stderr


@pytest.mark.parametrize(
    ("folder", "command_line"),
    [(ROOT, "`uv run serve.py`"), (ROOT.parent, f'`uv run --directory "{ROOT}/" serve.py`')],
)
def test_without_its_dependencies_it_says_what_to_type(folder: Path, command_line: str) -> None:
    """One line instead of a traceback, from whichever folder it is started."""
    # Python starts a program with its folder first in `sys.path`; `-I` takes that away.
    place = "serve.py" if folder == ROOT else str(ROOT / "serve.py")
    program = (
        f"import sys, runpy; sys.path.insert(0, {str(ROOT)!r}); sys.argv = [{place!r}]; "
        f"runpy.run_path({place!r}, run_name='__main__')"
    )
    [line] = _without_dependencies("-c", program, folder=folder).splitlines()
    assert "is not installed" in line
    assert command_line in line
