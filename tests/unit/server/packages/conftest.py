"""A page, a package index in a folder, and a distribution of Pyodide's in another; no network."""

import http.server
import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from server.building import tools
from server.configuration import Configuration, read_configuration
from server.packages.page_index import page_packages
from server.packages.preparing import prepare_packages
from server.packages.pyodide_distribution import VARIABLE
from tests.support.packages import TARGET, install_wheels, pyodide_lock, wheel
from tests.unit.server.conftest import CONFIGURATION

COMPILED = f"{TARGET.python_tag}-{TARGET.python_tag}-{TARGET.platform}"


@dataclass
class Workshop:
    """A page and where its packages come from.

    Attributes:
        root: The folder of the project, with the page.
        index: The folder that stands for the package index.
        distribution: The folder that stands for Pyodide's distribution.
    """

    root: Path
    index: Path
    distribution: Path
    packed: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def lock(self) -> Path:
        """The page's lock."""
        return self.root / "packages.lock.json"

    def publish(self, name: str, version: str, tag: str = "py3-none-any", **more: object) -> Path:
        """Put a wheel into the index."""
        file, content = wheel(name, version, tag=tag, **more)  # type: ignore[arg-type]
        (self.index / file).write_bytes(content)
        return self.index / file

    def pack(
        self, name: str, version: str, depends: Mapping[str, Sequence[str]], tag: str = COMPILED
    ) -> Path:
        """Put a wheel into Pyodide's distribution, whose lock then has `depends`."""
        file, content = wheel(name, version, tag=tag)
        self.packed.append((file, content))
        (self.distribution / file).write_bytes(content)
        self.write_pyodide_lock(depends)
        return self.distribution / file

    def write_pyodide_lock(self, depends: Mapping[str, Sequence[str]]) -> None:
        """Write the lock of Pyodide's distribution."""
        place = self.root / "static" / "runtime" / "pyodide" / "pyodide-lock.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(pyodide_lock(*self.packed, depends=depends))

    def configure(self, *packages: str) -> Configuration:
        """Write the configuration of the page, and read it."""
        file = self.root / "pyscript.toml"
        file.write_text(f"packages = {json.dumps(packages)}\n{CONFIGURATION}")
        return read_configuration(file)

    def install(self, name: str, version: str) -> None:
        """Lock a wheel and prepare it for the page, without a resolver."""
        file, content = wheel(name, version)
        place = self.root.parent / file
        place.write_bytes(content)
        install_wheels(self.root, self.root, [place], [name])

    def serve(self, *packages: str) -> dict[str, str]:
        """Prepare the page as `serve.py` does, and return what the page then has."""
        configuration = self.configure(*packages)
        prepare_packages(self.root, configuration)
        return self.page(configuration)

    def page(self, configuration: Configuration) -> dict[str, str]:
        """Return the versions of the packages that the page can load."""
        files = page_packages(self.root, configuration.packages, configuration.lock_file)
        if not files:
            return {}
        index = json.loads(next(iter(files.values())).read_bytes())["packages"]
        return {name: entry["file"].split("-")[-2] for name, entry in index.items()}

    def locked(self) -> dict[str, dict[str, object]]:
        """Return the entries of the lock."""
        return dict(json.loads(self.lock.read_text())["packages"])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine, and return its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Write no log."""

    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), partial(Quiet, directory=str(folder))
    )
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def workshop(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Workshop:
    """Return a page without packages, an empty index and an empty distribution."""
    found = Workshop(tmp_path / "page", tmp_path / "index", tmp_path / "distribution")
    for folder in (found.root, found.index, found.distribution):
        folder.mkdir()
    found.write_pyodide_lock({})
    for name in [name for name in os.environ if name.startswith(("PIP_", "UV_"))]:
        monkeypatch.delenv(name)
    # Each test runs pip in processes of its own, and compiling pip takes longer than what it does.
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    monkeypatch.setenv("PYTHONPYCACHEPREFIX", str(tmp_path_factory.getbasetemp() / "pycache"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(found.index))
    monkeypatch.setenv(VARIABLE, str(found.distribution))
    monkeypatch.setattr(tools, "are_installed", lambda: False)
    return found
