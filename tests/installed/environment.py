"""An environment with nothing but the built wheel and its dependencies, and an empty home."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from server.building.prepare import prepare_to_publish
from server.runtimes import ROOT

COMMAND = "cognito-sign-in"
EXTRAS = "[tool,testing]"
# Where a person may have told programs to look for files of theirs.
_OF_THE_PERSON = ("XDG_CACHE_HOME", "COGNITO_SIGN_IN_CACHE", "PYTHONPATH", "VIRTUAL_ENV", "UV")
_STORE = """
from cognito_sign_in.program import ROOT
from cognito_sign_in.store import runtime_folder
print(runtime_folder(ROOT))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """A virtual environment, an empty home, and a folder to work in.

    Attributes:
        programs: The folder with the environment's programs.
        home: The home of the person.
        folder: The folder to work in.
    """

    programs: Path
    home: Path
    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        """The variables that programs run with."""
        kept = {name: of for name, of in os.environ.items() if name not in _OF_THE_PERSON}
        return kept | {"HOME": str(self.home), "USERPROFILE": str(self.home)}

    def installed_files(self) -> dict[Path, int]:
        """Return the files of the installed command, with the times of their last change."""
        found = self.programs.parent.glob("**/site-packages/cognito_*/**/*")
        files = [file for file in found if file.is_file() and "__pycache__" not in file.parts]
        return {file: file.stat().st_mtime_ns for file in files}

    def run(self, program: str, *arguments: str, folder: Path | None = None) -> str:
        """Run a program of the environment, and return what it prints on standard output.

        Raises:
            AssertionError: It failed; the message has its output.
        """
        command = [str(self.programs / program), *arguments]
        done = subprocess.run(  # noqa: S603 - ours
            command,
            cwd=folder or self.folder,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{program} {arguments}: {done.stdout}{done.stderr}"
        return done.stdout

    @contextmanager
    def running(self, *arguments: str, folder: Path) -> Iterator[None]:
        """Run the command while the `with` block lasts, which begins when it serves."""
        log = self.folder / "serve.log"
        with log.open("w") as errors:
            process = subprocess.Popen(  # noqa: S603 - ours
                [str(self.programs / COMMAND), *arguments],
                cwd=folder,
                env=self.variables,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
            try:
                assert process.stdout is not None
                started = any("Ctrl-C stops it" in line for line in process.stdout)
                assert started, log.read_text("utf-8")
                yield
            finally:
                process.terminate()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()


def install(wheel: Path, folder: Path, *, offline: bool) -> Environment:
    """Return an environment in which only the wheel is installed.

    Args:
        wheel: The built wheel.
        folder: An empty folder for it.
        offline: Whether to take dependencies and interpreters from this checkout.
    """
    venv, home, work = folder / "venv", folder / "home", folder / "work"
    home.mkdir()
    work.mkdir()
    uv = os.environ.get("UV") or shutil.which("uv") or "uv"
    _run(uv, "venv", "--quiet", "--python", sys.executable, str(venv))
    python = next(path for name in ("bin", "Scripts") for path in venv.glob(f"{name}/python*"))
    wanted = [str(wheel), "--no-deps", "--offline"] if offline else [f"{wheel}{EXTRAS}", "pytest"]
    _run(uv, "pip", "install", "--quiet", "--python", str(python), *wanted)
    environment = Environment(programs=python.parent, home=home, folder=work)
    if offline:
        _borrow(environment, venv)
    return environment


def _borrow(environment: Environment, venv: Path) -> None:
    """Add this environment's packages after those of `venv`, and the interpreters."""
    [packages] = [place for place in venv.glob("**/site-packages") if place.is_dir()]
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    prepare_to_publish(ROOT)  # other tests need this, too
    store = Path(environment.run("python", "-c", _STORE).strip())
    shutil.copytree(ROOT / "static" / "runtime", store, dirs_exist_ok=True)


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - ours
