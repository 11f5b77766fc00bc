"""The steps for CI in the stand-in's README run as they are, but for ports and what npm tests."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.documents.blocks import blocks_of
from tests.installed.stand_in import install_alone
from tests.project.modules import ROOT
from tests.support.ports import consecutive_ports
from tests.support.wheel import build_wheel

BLOCKS = {block.needs: block.text for block in blocks_of(ROOT / "cognito_stand_in" / "README.md")}
MOST_SECONDS = 60
# The wheel is installed before; the name of the file has to be the built one's.
PIP = '#!/bin/sh\n[ "$1" = install ] && [ "$2" = "wheels/{wheel}[stand-in]" ]\n'
NPM = """#!{python}
import json, os, ssl, sys, urllib.request
assert sys.argv[1:] == ["test"]
authority = os.environ.get("NODE_EXTRA_CA_CERTS")
context = None if authority is None else ssl.create_default_context(cafile=authority)
with urllib.request.urlopen("{scheme}://localhost:{port}/health", context=context) as answer:
    assert json.load(answer)["status"] == "ok"
request = urllib.request.Request("http://127.0.0.1:{control}/people")
request.add_header("Authorization", "Bearer " + os.environ["CONTROL_TOKEN"])
with urllib.request.urlopen(request) as answer:
    print([person["username"] for person in json.load(answer)["people"]])
"""


class Machine:
    """A machine of CI: the stand-in is installed, and `pip` and `npm` are doubles."""

    def __init__(self, venv: Path, wheel: str, folder: Path) -> None:
        self._folder = folder
        self._wheel = wheel
        self._programs = folder / "bin"
        self._programs.mkdir()
        self._port = consecutive_ports(3)
        self._environment = {
            "PATH": f"{self._programs}:{venv / 'bin'}:{os.environ['PATH']}",
            "HOME": str(folder),
            "GITHUB_ENV": str(folder / "github.env"),
        }
        self._groups: list[int] = []

    def prepare(self, scheme: str) -> None:
        """Write the doubles."""
        ports = {"port": self._port, "control": self._port + 2}
        double = NPM.format(python=sys.executable, scheme=scheme, **ports)
        for name, text in (("pip", PIP.format(wheel=self._wheel)), ("npm", double)):
            (self._programs / name).write_text(text)
            (self._programs / name).chmod(0o755)

    def run(self, script: str) -> str:
        """Run a step as GitHub does, and return what it prints."""
        for usual, free in (("8001", self._port), ("8009", self._port + 2)):
            script = script.replace(usual, str(free))
        options = ["--port", str(self._port)]
        script = script.replace("cognito-stand-in ", f"cognito-stand-in {' '.join(options)} ")
        variables = self._folder / "github.env"
        lines = variables.read_text().splitlines() if variables.exists() else []
        process = subprocess.Popen(  # noqa: S603 - the README's own steps
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],  # noqa: S607
            cwd=self._folder,
            env=self._environment | dict(line.split("=", 1) for line in lines),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self._groups.append(process.pid)
        text, _ = process.communicate(timeout=MOST_SECONDS)
        assert process.returncode == 0, text
        return text

    def stop(self) -> None:
        """End everything that the steps started, as a machine does after the job."""
        for group in self._groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:
                continue


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Install the stand-in alone, and return the environment and the name of the wheel."""
    wheel = build_wheel(tmp_path_factory.mktemp("wheel"))
    return install_alone(wheel, tmp_path_factory.mktemp("alone")), wheel.name


@pytest.fixture
def machine(installed: tuple[Path, str], tmp_path: Path) -> Iterator[Machine]:
    """Return a machine on which nothing runs."""
    made = Machine(*installed, tmp_path)
    yield made
    made.stop()


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the steps are for bash")


def test_the_workflow_of_github_runs(machine: Machine) -> None:
    """The stand-in survives its step, and the tests get the token for control."""
    machine.prepare("http")
    steps = yaml.safe_load(BLOCKS["workflow"])["jobs"]["test"]["steps"]
    start, test = (step["run"] for step in steps if "run" in step and "if" not in step)
    machine.run(start)
    assert "'ada'" in machine.run(test)


def test_the_script_runs(machine: Machine) -> None:
    """Its tests trust the certificate."""
    machine.prepare("https")
    assert "'ada'" in machine.run(BLOCKS["job"])
