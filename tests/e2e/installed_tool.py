"""The command as people install it: the wheel, unpacked outside of this repository."""

import os
import shutil
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from server.runtimes import ROOT

RUNTIMES = ("pyscript", "pyodide", "micropython", "libraries")
RUN = "from cognito_sign_in.entry import main; main()"
FOLDER = """
from cognito_sign_in.program import ROOT
from cognito_sign_in.store import runtime_folder
print(runtime_folder(ROOT))
"""
START_SECONDS = 300


@dataclass(frozen=True, slots=True)
class InstalledTool:
    """The installed packages, and a home folder with nothing but the cache."""

    packages: Path
    home: Path

    @property
    def environment(self) -> dict[str, str]:
        """The environment of its processes."""
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home),
            "PYTHONPATH": str(self.packages),
            "PYTHONDONTWRITEBYTECODE": "1",
        }

    def python(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Python in a folder, and return the finished process."""
        return subprocess.run(  # noqa: S603 - this interpreter
            [sys.executable, *arguments],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def serving(self, folder: Path) -> Iterator[str]:
        """Serve the page in a folder, and return its URL."""
        port = three_free_ports()
        command = [sys.executable, "-c", RUN, "serve", "--port", str(port)]
        log = self.home / "serve.log"
        with (
            log.open("w") as output,
            subprocess.Popen(  # noqa: S603 - this interpreter
                command, cwd=folder, env=self.environment, stdout=output, stderr=output
            ) as process,
        ):
            try:
                _wait_for(f"http://localhost:{port}/", process, log)
                yield f"http://localhost:{port}/"
            finally:
                process.terminate()


def install(place: Path) -> InstalledTool:
    """Build the wheel, and unpack it; the interpreters come from `static/runtime`."""
    tool = InstalledTool(place / "packages", place / "home")
    tool.home.mkdir()
    subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(place)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = place.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tool.packages)
    asked = tool.python(place, "-c", FOLDER)
    assert asked.returncode == 0, asked.stderr
    for name in RUNTIMES:
        shutil.copytree(ROOT / "static" / "runtime" / name, Path(asked.stdout.strip()) / name)
    return tool


def three_free_ports() -> int:
    """Return the first of three consecutive ports that are free."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as found:
            first = int(found.getsockname()[1])
        if all(_is_free(port) for port in range(first, first + 3)):
            return first


def _is_free(port: int) -> bool:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text("utf-8"))
