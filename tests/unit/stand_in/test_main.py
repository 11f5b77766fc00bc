"""`python -m cognito_stand_in`, where nothing else of this project can be found."""

import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from cognito_stand_in.__main__ import main
from cognito_stand_in.serving.listening import LOOPBACK
from tests.support.ports import consecutive_ports

PACKAGE = Path(__file__).parents[3] / "cognito_stand_in"


@contextmanager
def running(folder: Path, *options: str) -> Iterator[subprocess.Popen[str]]:
    """Run a copy of the package in a process, until the end of the `with` block."""
    shutil.copytree(PACKAGE, folder / "cognito_stand_in")
    process = subprocess.Popen(  # noqa: S603 - this interpreter
        [sys.executable, "-W", "error", "-m", "cognito_stand_in", *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def printed(process: subprocess.Popen[str]) -> str:
    """Return what it prints, up to its last line before it serves."""
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or not lines[-1].startswith("Ctrl-C"):
        line = process.stdout.readline()
        assert line, process.communicate()[1]
        lines.append(line)
    return "".join(lines)


def test_it_serves_until_it_is_interrupted(tmp_path: Path) -> None:
    """It prints where everything is and who can sign in, serves both ports, and ends quietly."""
    port = consecutive_ports(2)
    domain, issuer = f"http://localhost:{port}", f"http://localhost:{port + 1}/eu-west-1_StandIn01"
    callback = "http://localhost:3000/callback"
    options = ["--port", str(port), "--callback", callback, "--allow-host", "host.docker.internal"]
    options += ["--client", "api:s3cret"]
    with running(tmp_path, *options) as process:
        text = printed(process)
        assert f"token_endpoint          {domain}/oauth2/token" in text
        assert f"redirect_uri            {callback}\n" in text
        assert "logout_uri              http://localhost:3000/\n" in text
        assert "client_secret           s3cret\n" in text
        assert "ada    Analytical-Engine-1843" in text
        found = httpx.get(f"{issuer}/.well-known/openid-configuration").json()
        assert found["issuer"] == issuer
        assert httpx.get(f"{domain}/error").status_code == 400
        for address in (f"{domain}/login", f"{issuer}/.well-known/jwks.json"):
            refused = httpx.get(address, headers={"Host": "attacker.example"})
            assert (refused.status_code, refused.text) == (400, "Invalid host header")
            for name in ("127.0.0.1:8001", "[::1]:8001", "host.docker.internal:8001"):
                assert "Invalid host" not in httpx.get(address, headers={"Host": name}).text
        assert httpx.get(f"{domain}/.well-known/openid-configuration").status_code == 404
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10)[1] == ""
        assert process.returncode == 0


@pytest.mark.parametrize("address", LOOPBACK)
def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Instead of serving what a browser may not reach."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with suppress(OSError), socket.create_server((address, 0), family=family) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setattr(sys, "argv", ["cognito_stand_in", "--port", str(port)])
        with pytest.raises(SystemExit, match=f"^Port {port} cannot be used: "):
            main()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--port", "0"], "--port: got 0, expected 1 to 65534"),
        (["--port", "65535"], "--port: got 65535, expected 1 to 65534"),
        (["--callback", "/callback"], "--callback: got '/callback', expected an absolute URL"),
        (["--callback", "http://localhost:3000/#a"], "without a fragment"),
        (["--allow-host", "*"], "--allow-host: got '*', expected a host name"),
        (["--host", "everywhere"], "--host: got 'everywhere', expected an IP address"),
        (
            ["--domain-url", "localhost:8001"],
            "--domain-url: got 'localhost:8001', expected an http",
        ),
        (
            ["--domain-url", "http://a/b"],
            "--domain-url: got 'http://a/b', expected a URL without a",
        ),
        (["--issuer", "http://a:b/c"], "--issuer: got 'http://a:b/c', expected an http or https"),
        (["--pool-id", "eu"], "--pool-id: got 'eu', expected an id such as"),
        (["--client", "a b"], "--client: got 'a b', expected the name of an app client"),
        (["--client", "web:"], "--client: got 'web:', expected NAME or NAME:secret"),
        (["--control-port", "65536"], "--control-port: got 65536, expected 0 to 65535"),
        (["--people", "people.toml"], "--people: got no --template, expected one"),
        (["--template", "a.yaml", "--client", "a"], "got a --template, which has the app clients"),
        (["--template", "a.yaml", "--rotation"], "got a --template, which has the app clients"),
        (["--key", "key.pem"], "--certificate and --key: got one of them, expected both"),
    ],
)
def test_a_wrong_option_is_explained(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    options: list[str],
    message: str,
) -> None:
    """Before anything is served."""
    monkeypatch.setattr(sys, "argv", ["cognito_stand_in", *options])
    with pytest.raises(SystemExit):
        main()
    assert message in capsys.readouterr().err
