"""Serve the pages, each at its own origin with a stand-in and the API."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from starlette.types import ASGIApp

from bench.distance import delayed, forwarding, moved
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
from server.running import in_thread, make_server, running_in_thread
from server.runtimes import ROOT
from server.site import Site, make_site, make_stand_in
from server.sockets import close, listen

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

FAR_PAGES = (LAUNCHER, PY, OIDC)
"""The pages that are also served with a Cognito and an API far away."""

ROUND_TRIP_SECONDS = 0.08

MAIN, LONGEST_TASK = "main.py", "longest task"
MOMENTS = frozenset({"identity", "api", LONGEST_TASK})
MOMENTS_WITH_PROGRAM = MOMENTS | {MAIN}
MOMENTS_OF_COSTS = {
    LAUNCHER: frozenset({"launcher starts", "launcher decides"}),
    PY: frozenset({"PKCE and callback", "client.fetch"}),
    MPY: frozenset({"PKCE and callback", "client.fetch"}),
}

# Unmodified PyScript evaluates strings as functions, and its plug-ins add inline styles.
_STOCK_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval' 'wasm-unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; connect-src 'self' {domain}; frame-ancestors 'none'"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchSite:
    """A page that is being served; `moments` are the events that it reports when signed in."""

    name: str
    origins: Origins
    moments: frozenset[str]
    is_far: bool = False

    @property
    def url(self) -> str:
        """The URL of the page."""
        return f"{self.origins.page}/"

    @property
    def has_program(self) -> bool:
        """Whether the page runs a `main.py`."""
        return MAIN in self.moments


@contextmanager
def serving_pages(
    names: Sequence[str] = NAMES, *, is_far: bool = False
) -> Iterator[list[BenchSite]]:
    """Serve these pages while the `with` block runs.

    Args:
        names: The pages.
        is_far: Whether Cognito and the API are `ROUND_TRIP_SECONDS` away.
    """
    with ExitStack() as stack, TemporaryDirectory() as folder:
        ours = Path(folder)
        make_ours(ours)
        yield [
            stack.enter_context(
                serving_ours(ours, entry, MOMENTS_WITH_PROGRAM, is_far=is_far)
                if (entry := _entry(name))
                else serving_peer(name, is_far=is_far)
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
def serving_ours(
    folder: Path,
    entry: Entry,
    moments: frozenset[str],
    *,
    is_far: bool = False,
    around: Callable[[ASGIApp], ASGIApp] = lambda app: app,
) -> Iterator[BenchSite]:
    """Serve our page from a folder, with one entry; `around` wraps the app that serves it."""
    origins = _origins(is_far=is_far)
    site = _site(folder, folder, origins, entry)
    port = port_of(origins.page)
    site = replace(site, apps={**site.apps, port: around(site.apps[port])})
    with _served(site, is_far=is_far):
        yield BenchSite(name=entry, origins=origins, moments=moments, is_far=is_far)


_MAKERS: dict[str, Callable[[Path, Origins], None]] = {
    OIDC: make_oidc_client_ts,
    BARE: make_bare,
    INTERPRETER: make_interpreter,
    STOCK: make_stock,
}


@contextmanager
def serving_peer(name: str, *, is_far: bool = False) -> Iterator[BenchSite]:
    """Serve another page, with the same server as ours."""
    origins = _origins(is_far=is_far)
    with TemporaryDirectory() as place:
        folder = Path(place)
        _MAKERS[name](folder, origins)
        site = _site(folder, ROOT, origins, LAUNCHER)
        if name == STOCK:
            site = with_stock_policy(site)
        with _served(site, is_far=is_far):
            moments = MOMENTS_WITH_PROGRAM if name == STOCK else MOMENTS
            yield BenchSite(name=name, origins=origins, moments=moments, is_far=is_far)


def with_stock_policy(site: Site) -> Site:
    """Return a site whose page has the policy that unmodified PyScript needs."""
    port = port_of(site.origins.page)
    policy = {"Content-Security-Policy": _STOCK_POLICY.format(domain=site.origins.domain)}
    return replace(site, apps={**site.apps, port: WithHeaders(site.apps[port], policy)})


def _origins(*, is_far: bool) -> Origins:
    """Return free origins. A Cognito far away is another site to the browser, as on the web."""
    origins = free_origins()
    if not is_far:
        return origins
    domain, issuer = (
        f"http://127.0.0.1:{port_of(one)}" for one in (origins.domain, origins.issuer)
    )
    return replace(origins, domain=domain, issuer=issuer)


def _site(folder: Path, configured: Path, origins: Origins, entry: Entry) -> Site:
    return make_site(
        folder,
        read_configuration(configured / "pyscript.toml").at(origins),
        origins=origins,
        cognito=make_stand_in(ROOT, origins),
        entry=entry,
        write_log=lambda _: None,
    )


@contextmanager
def _served(site: Site, *, is_far: bool) -> Iterator[None]:
    if not is_far:
        with in_thread(site):
            yield
        return
    page, far = port_of(site.origins.page), (site.origins.domain, site.origins.issuer)
    near = free_origins()
    ports = dict(zip(map(port_of, (near.domain, near.issuer)), map(port_of, far), strict=True))
    app = delayed(moved(site, ports), page, "/api/", ROUND_TRIP_SECONDS)
    sockets = [one for port in (page, *ports) for one in listen(port, purpose="the benchmark")]
    try:
        with (
            running_in_thread(make_server(app), sockets),
            forwarding({there: here for here, there in ports.items()}, ROUND_TRIP_SECONDS),
        ):
            yield
    finally:
        close(sockets)
