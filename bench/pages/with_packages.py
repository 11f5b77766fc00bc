"""Serve the pages that import packages: ours, and PyScript as it comes with an index beside it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bench.pages.folders import make_stock
from bench.pages.sites import BenchSite, with_stock_policy
from server.configuration import read_configuration
from server.headers import ASKED_FOR_EACH_TIME, KEPT_FOR_EVER
from server.origins import free_origins, port_of
from server.packages.fetching import ensure_wheels
from server.packages.lock import Lock, read_lock
from server.packages.wheel import read_wheel
from server.running import in_thread
from server.runtimes import ROOT
from server.site import Site, make_site, make_stand_in
from tests.e2e.stock_folder import put_micropip

CONFIGURATION = ROOT / "tests" / "e2e" / "packages" / "pyscript.toml"
BEGINS, ANSWER = "main.py begins", "answer"
IMPORTED = ("networkx", "pydantic")

PLAIN = """
links = [(number, number + 1) for number in range(9)]
answer = len(links)
"""
WITH_PACKAGES = """
import networkx
reach("networkx")
from pydantic import BaseModel
reach("pydantic")

class Link(BaseModel):
    start: int
    end: int

links = [Link(start=number, end=str(number + 1)) for number in range(9)]
graph = networkx.Graph((link.start, link.end) for link in links)
answer = networkx.shortest_path_length(graph, 0, 9)
"""
PROGRAM = """
import json

import js

def reach(name):
    moment = json.dumps({{"name": name, "at": js.performance.now()}})
    js.console.debug("moment " + moment)

reach("main.py begins")
{imports}
assert answer == 9
reach("answer")
"""


@dataclass(frozen=True, slots=True)
class BenchPage:
    """A page: whether it is ours, and whether its program imports packages."""

    name: str
    is_ours: bool
    has_packages: bool

    @property
    def program(self) -> str:
        """Its `main.py`."""
        return PROGRAM.format(imports=WITH_PACKAGES if self.has_packages else PLAIN)

    @property
    def moments(self) -> tuple[str, ...]:
        """The moments that it reports, in order."""
        return (BEGINS, *(IMPORTED if self.has_packages else ()), ANSWER)


PAGES = (
    BenchPage("ours", is_ours=True, has_packages=False),
    BenchPage("ours with packages", is_ours=True, has_packages=True),
    BenchPage("stock", is_ours=False, has_packages=False),
    BenchPage("stock with micropip", is_ours=False, has_packages=True),
)


@contextmanager
def serving(page: BenchPage) -> Iterator[BenchSite]:
    """Serve a page while the `with` block runs."""
    origins = free_origins()
    with TemporaryDirectory() as place:
        folder = Path(place, "page")
        folder.mkdir()
        configuration = read_configuration(CONFIGURATION).at(origins)
        if not page.is_ours:
            make_stock(folder, origins)
        (folder / "main.py").write_text(page.program, encoding="utf-8")
        if not page.has_packages:
            configuration = replace(configuration, packages=())
        site = make_site(
            ROOT if page.is_ours else folder,
            configuration,
            origins=origins,
            cognito=make_stand_in(ROOT, origins),
            entry="py" if page.is_ours else "launcher",
            write_log=lambda _: None,
            front=folder if page.is_ours else None,
        )
        if not page.is_ours:
            site = with_stock_policy(site)
            if page.has_packages:
                site = _with_micropip(site, folder, Path(place))
        with in_thread(site):
            yield BenchSite(name=page.name, origins=origins, moments=frozenset(page.moments))


def _with_micropip(site: Site, folder: Path, workplace: Path) -> Site:
    """Put micropip into the folder of a page with PyScript as it comes, and an index beside it."""
    runtime, settings = folder / "static" / "runtime", folder / "static" / "stock.toml"
    (workplace / "micropip").mkdir()
    put_micropip(runtime, workplace / "micropip")
    lock = runtime / "pyodide" / "pyodide-lock.json"
    record = json.loads(lock.read_bytes())
    # Everything else comes from the index, as the same wheels that our page has.
    record["packages"] = {"micropip": record["packages"]["micropip"]}
    lock.write_text(json.dumps(record), encoding="utf-8")
    index = f'index_urls = ["{site.origins.page}/simple"]\n'
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}packages = {json.dumps(IMPORTED)}\n{index}", encoding="utf-8")
    micropip = {file.name: file.read_bytes() for file in (runtime / "pyodide").glob("*.whl")}
    port = port_of(site.origins.page)
    served = PackageIndex(site.apps[port], _locked() | micropip, site.origins.page)
    return replace(site, apps={**site.apps, port: served})


def _locked() -> dict[str, bytes]:
    lock = read_lock(CONFIGURATION.with_name("packages.lock.json"))
    assert isinstance(lock, Lock)
    wheels = ensure_wheels(ROOT, CONFIGURATION.parent, lock)
    return {package.file_name: content for package, content in wheels.items()}


class PackageIndex:
    """ASGI middleware with a package index below `/simple/` (simple repository API, PyPA).

    It also serves micropip's wheel, whose type no page of this project's server has.
    """

    def __init__(self, app: ASGIApp, wheels: dict[str, bytes], origin: str) -> None:
        self._app = app
        self._origin = origin  # micropip does not resolve relative addresses
        self._wheels = wheels

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        path: str = scope["path"]
        response: ASGIApp = self._app
        if path.startswith("/simple/"):
            response = self._project(path.strip("/").rpartition("/")[2])
        elif path.endswith((".whl", ".whl.metadata")):
            response = self._file(path.rpartition("/")[2])
        await response(scope, receive, send)

    def _project(self, name: str) -> Response:
        found = [file for file in self._wheels if file.partition("-")[0].replace("_", "-") == name]
        files = [
            {
                "filename": file,
                "url": f"{self._origin}/wheels/{file}",
                "hashes": {"sha256": sha256(self._wheels[file]).hexdigest()},
                "size": len(self._wheels[file]),
                "core-metadata": True,
            }
            for file in found
        ]
        content = {"meta": {"api-version": "1.1"}, "name": name, "files": files, "versions": []}
        return Response(
            json.dumps(content),
            media_type="application/vnd.pypi.simple.v1+json",
            headers={"cache-control": ASKED_FOR_EACH_TIME},
        )

    def _file(self, name: str) -> Response:
        content = self._wheels[name.removesuffix(".metadata")]
        if name.endswith(".metadata"):
            [content] = (
                of
                for path, of in read_wheel(name.removesuffix(".metadata"), content).files.items()
                if path.endswith(".dist-info/METADATA")
            )
        headers = {"cache-control": KEPT_FOR_EVER}
        return Response(content, media_type="application/zip", headers=headers)
