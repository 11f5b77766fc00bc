"""Serve the pages, each at its own origin with a stand-in and the API."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bench.pages.folders import (
    make_bare,
    make_costs,
    make_interpreter,
    make_oidc_client_ts,
    make_ours,
    make_stock,
)
from server.configuration import read_configuration
from server.headers import WithHeaders
from server.origins import Origins, free_origins, port_of
from server.page import Entry
from server.running import in_thread, serve_in_thread
from server.runtimes import ROOT
from server.site import make_site, make_stand_in

LAUNCHER: Final = "launcher"
PY: Final = "py"
MPY: Final = "mpy"
OIDC, BARE, INTERPRETER, STOCK = "oidc-client-ts", "bare", "interpreter", "stock"
OURS: tuple[Entry, ...] = (LAUNCHER, PY, MPY)
NAMES = (*OURS, OIDC, BARE, INTERPRETER, STOCK)
MEANINGS = {
    LAUNCHER: "this project: the launcher on MicroPython, then the app on Pyodide",
    PY: "this project: the app on Pyodide alone",
    MPY: "this project: the app on MicroPython alone",
    OIDC: "oidc-client-ts 3.5 in JavaScript, with configured endpoints",
    BARE: "60 lines of JavaScript without a library",
    INTERPRETER: "like *bare*, but MicroPython is started first and then not used",
    STOCK: "PyScript and Pyodide from their packages, with a sign-in written in Python",
}

MAIN = "main.py"
MOMENTS = frozenset({"identity", "api"})
MOMENTS_WITH_PROGRAM = MOMENTS | {MAIN}
MOMENTS_OF_COSTS = {
    LAUNCHER: frozenset({"launcher starts", "launcher decides"}),
    PY: frozenset({"PKCE and callback", "client.fetch"}),
    MPY: frozenset({"PKCE and callback", "client.fetch"}),
}

# Unmodified PyScript evaluates strings as functions, and its plug-ins add inline styles.
STOCK_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' {domain}; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchSite:
    """A page that is being served; `moments` are the events that it reports when signed in."""

    name: str
    origins: Origins
    moments: frozenset[str]

    @property
    def url(self) -> str:
        """The URL of the page."""
        return f"{self.origins.page}/"

    @property
    def has_program(self) -> bool:
        """Whether the page runs a `main.py`."""
        return MAIN in self.moments


@contextmanager
def serving_pages(names: Sequence[str] = NAMES) -> Iterator[list[BenchSite]]:
    """Serve these pages while the `with` block runs."""
    with ExitStack() as stack, TemporaryDirectory() as folder:
        ours = Path(folder)
        make_ours(ours)
        yield [
            stack.enter_context(
                serving_ours(ours, entry, MOMENTS_WITH_PROGRAM)
                if (entry := _entry(name))
                else serving_peer(name)
            )
            for name in names
        ]


@contextmanager
def serving_costs(names: Sequence[Entry] = OURS) -> Iterator[list[BenchSite]]:
    """Serve our page with the program that measures the package."""
    with ExitStack() as stack, TemporaryDirectory() as place:
        folder = Path(place)
        make_costs(folder)
        yield [
            stack.enter_context(serving_ours(folder, name, MOMENTS_OF_COSTS[name]))
            for name in names
        ]


def _entry(name: str) -> Entry | None:
    return next((entry for entry in OURS if entry == name), None)


@contextmanager
def serving_ours(folder: Path, entry: Entry, moments: frozenset[str]) -> Iterator[BenchSite]:
    """Serve our page from a folder, with one entry."""
    origins = free_origins()
    cognito = make_stand_in(ROOT, origins)
    with serve_in_thread(origins, entry=entry, cognito=cognito, root=folder):
        yield BenchSite(name=entry, origins=origins, moments=moments)


_MAKERS: dict[str, Callable[[Path, Origins], None]] = {
    OIDC: make_oidc_client_ts,
    BARE: make_bare,
    INTERPRETER: make_interpreter,
    STOCK: make_stock,
}


@contextmanager
def serving_peer(name: str) -> Iterator[BenchSite]:
    """Serve another page, with the same server as ours."""
    origins = free_origins()
    with TemporaryDirectory() as place:
        folder = Path(place)
        _MAKERS[name](folder, origins)
        site = make_site(
            folder,
            read_configuration(ROOT / "pyscript.toml").at(origins),
            origins=origins,
            cognito=make_stand_in(ROOT, origins),
            entry="launcher",
            write_log=lambda _: None,
        )
        if name == STOCK:
            port = port_of(origins.page)
            policy = {"Content-Security-Policy": STOCK_POLICY.format(domain=origins.domain)}
            site = replace(site, apps={**site.apps, port: WithHeaders(site.apps[port], policy)})
        with in_thread(site):
            moments = MOMENTS_WITH_PROGRAM if name == STOCK else MOMENTS
            yield BenchSite(name=name, origins=origins, moments=moments)
