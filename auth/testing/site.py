"""Serve an app for a browser, and sign somebody in there."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..config import AuthConfig
from .app_folder import settings_at, settings_in
from .pools import add_person, password_of, register

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cognito_stand_in import User

    from .loopback import LocalCognito

COMMAND = "cognito-sign-in"
START_SECONDS = 300
"""How long the server may take: before its first start it fetches the interpreters."""


@contextmanager
def served(folder: Path, cognito: LocalCognito) -> Iterator[str]:
    """Serve an app while the `with` block lasts, and return its URL.

    Args:
        folder: The app's folder.
        cognito: The stand-in.

    Raises:
        RuntimeError: The command is not installed, or it did not start.
    """
    port = _free_port()
    url = f"http://localhost:{port}/"
    table = settings_at(settings_in(folder), cognito.pool, url)
    register(cognito.pool, AuthConfig.from_mapping(table))
    with tempfile.TemporaryDirectory() as workplace:
        configuration = Path(workplace, "pyscript.toml")
        configuration.write_text(_configuration(folder, table), encoding="utf-8")
        options = ["--page", str(folder), "--config", str(configuration), "--port", str(port)]
        with Path(workplace, "output").open("w+b") as output:
            process = subprocess.Popen(  # noqa: S603 - this distribution's own command
                [*_command(), *options, "--no-stand-in"],
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=folder,
            )
            try:
                _wait_for(url, process, Path(workplace, "output"))
                yield url
            finally:
                process.terminate()
                process.wait()


def sign_in(page: Any, url: str, cognito: LocalCognito, user: str | User) -> None:
    """Open an app in a page of Playwright's, and sign somebody in on the stand-in's page.

    Args:
        page: The page.
        url: The app's URL.
        cognito: The stand-in.
        user: A user name of its pool, or a `person(...)`.
    """
    if not isinstance(user, str):
        add_person(cognito.pool, user)
        user = user.username
    password = password_of(cognito.pool, user)
    page.goto(url)
    page.wait_for_selector("html[data-session=signed_out]", state="attached")
    page.locator("#sign-in").click()
    page.wait_for_url("**/login?*")
    page.locator("input[name=username]").fill(user)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_selector("html[data-session=signed_in]", state="attached")


def _command() -> list[str]:
    """Return the command that serves an app: the installed one, or that of a checkout."""
    beside = Path(sys.executable).with_name(COMMAND)
    installed = str(beside) if beside.exists() else shutil.which(COMMAND)
    checkout = Path(__file__).resolve().parents[2] / "serve.py"
    if checkout.is_file():
        return [sys.executable, str(checkout)]
    if installed is None:
        raise RuntimeError(f"signed_in_page needs the command {COMMAND}, which is not installed")
    return [installed, "serve"]


def _configuration(folder: Path, table: Mapping[str, object]) -> str:
    """Return the app's `pyscript.toml` with another `[auth]` table."""
    file = folder / "pyscript.toml"
    text = file.read_text("utf-8") if file.is_file() else ""
    without = re.sub(r"^\[auth\][^\n]*\n(?:(?!\[).*\n?)*", "", text, flags=re.MULTILINE)
    lines = [f"{name} = {json.dumps(value)}" for name, value in table.items()]
    return "\n".join([without.rstrip("\n"), "[auth]", *lines, ""]).lstrip("\n")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes], output: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - on this machine
                return
        except urllib.error.HTTPError as answer:
            raise RuntimeError(f"{url} answers {answer.code}") from answer
        except OSError:
            time.sleep(0.1)
    words = output.read_text("utf-8", errors="replace").strip()
    raise RuntimeError(f"the app could not be served at {url}:\n{words}")
