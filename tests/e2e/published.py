"""Serves what `serve.py build` writes with nginx, and the stand-in as Cognito."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from starlette.types import Receive, Scope, Send

from server.api import make_api
from server.configuration import Configuration, parse_configuration
from server.origins import Origins, free_origins, port_of
from server.publishing.command import build
from server.publishing.composing import compose
from server.publishing.folder import replace as put
from server.running import in_thread
from server.runtimes import ROOT
from server.site import make_stand_in, make_stand_in_site
from server.sockets import close, listen
from tests.e2e.domain_log import DomainLog
from tests.e2e.made_packages import put_packages
from tests.e2e.other_origins import OtherOrigins
from tests.e2e.site import Site
from tests.support.nginx import nginx_serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A site that nginx serves, built with `configuration`."""

    site: Site
    configuration: Configuration
    plain_http: str
    logs: tuple[Path, ...]

    def logged(self) -> list[str]:
        """Return every line that nginx has written."""
        return [line for log in self.logs for line in log.read_text("utf-8").splitlines()]


@contextmanager
def published(
    nginx: str,
    base: str,
    workplace: Path,
    *,
    front: Path | None = None,
    added: str = "",
    has_packages: bool = False,
) -> Iterator[Published]:
    """Build the page for `base`, and serve it for as long as the `with` block lasts.

    Args:
        nginx: The program's path.
        base: The path that the page is served below.
        workplace: An empty folder.
        front: A folder whose files replace the page's.
        added: Lines that are added to the configuration.
        has_packages: Whether the page is the one of `made_packages.py`.
    """
    origins, more = free_origins(), free_origins()
    home, api = f"{origins.page}{base}", port_of(more.page)
    with_packages = workplace / "page" if has_packages else None
    configuration = _configuration(origins, home, added, with_packages)
    front = with_packages or front
    _build(configuration, base, workplace, front)
    cognito = make_stand_in(ROOT, origins, parameters={"CallbackUrls": home, "LogoutUrls": home})
    cognito.domain_app = domain_log = DomainLog(cognito.domain_app)
    site = Site(
        entry="launcher",
        config=configuration.auth,
        origins=origins,
        others=OtherOrigins(api="", unlisted=""),
        cognito=cognito,
        domain_log=domain_log,
        access_log=[],
        home=base,
    )
    ports = {"page": port_of(origins.page), "api": api, "other": port_of(more.domain)}
    with (
        _serving(site, configuration, api),
        nginx_serving(nginx, workplace / "dist", **ports) as errors,
    ):
        logs = (workplace / "access.log", workplace / "usual.log", errors)
        yield Published(site=site, configuration=configuration, plain_http=more.domain, logs=logs)


def _configuration(
    origins: Origins, home: str, added: str, with_packages: Path | None
) -> Configuration:
    text = (ROOT / "pyscript.toml").read_text("utf-8")
    if with_packages is not None:
        with_packages.mkdir()
        text = put_packages(with_packages, text)
    name = str((with_packages or Path()) / "pyscript.toml")
    usual = parse_configuration(text, name=name).at(origins)
    text = usual.text.replace(f"{origins.page}/", home) + added
    return replace(parse_configuration(text, name=name), packages=usual.packages)


def _build(configuration: Configuration, base: str, workplace: Path, front: Path | None) -> None:
    site = compose(ROOT, configuration, base, front=front)
    put(workplace / "dist", build(ROOT, site, access_log=str(workplace / "access.log")))


@contextmanager
def _serving(site: Site, configuration: Configuration, api_port: int) -> Iterator[None]:
    """Serve Cognito's two origins and the API."""
    cognito = make_stand_in_site(site.cognito, origins=site.origins, write_log=lambda _: None)
    api = make_api(configuration.auth)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (api if scope["server"][1] == api_port else cognito)(scope, receive, send)

    sockets = listen(api_port, purpose="the API")
    try:
        with in_thread(cognito, app, sockets):
            yield
    finally:
        close(sockets)
