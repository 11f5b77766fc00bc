"""The composition: which application responds at which of the three origins."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from auth.encoding.url import LOOPBACK_HOSTS
from auth.errors import ConfigurationError
from server.access_log import AccessLog, WriteLine
from server.api import make_api
from server.configuration import Configuration
from server.errors import CannotStart
from server.frames import WithFrames
from server.inspector import InspectedPage
from server.origins import Origins, port_of
from server.page import Entry, Page

if TYPE_CHECKING:
    from cognito_stand_in import FakeCognito


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is served.

    Attributes:
        origins: Where page, domain and issuer are.
        cognito: The stand-in, if there is one.
        apps: The application of each port.
    """

    origins: Origins
    cognito: "FakeCognito | None"
    apps: dict[int, ASGIApp] = field(repr=False)

    @property
    def page_url(self) -> str:
        """The URL of the page."""
        return f"{self.origins.page}/"

    def purpose_of(self, port: int) -> str:
        """Return what `port` is for, for messages."""
        purposes = {
            port_of(self.origins.page): "the page",
            port_of(self.origins.domain): "Cognito's domain",
            port_of(self.origins.issuer): "the issuer",
        }
        return purposes[port]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the application of the socket's port, whatever `Host` says."""
        await self.apps[scope["server"][1]](scope, receive, send)


def make_site(
    root: Path,
    configuration: Configuration,
    *,
    origins: Origins,
    cognito: "FakeCognito | None",
    entry: Entry,
    write_log: WriteLine,
    front: Path | None = None,
    is_inspected: bool = False,
    allowed_hosts: Sequence[str] = (),
) -> Site:
    """Compose the page, its API and, with a stand-in, Cognito's two origins.

    Args:
        root: The folder of the page.
        configuration: What is served as `/pyscript.toml`.
        origins: Where to serve.
        cognito: The stand-in; None if the configuration names a provider elsewhere.
        entry: What the page starts with.
        write_log: Called with each line of the access log.
        front: A folder whose files replace those of `root`.
        is_inspected: Whether to serve the inspector and switch its recorder on.
        allowed_hosts: Host names that requests may use, besides those of this machine and of
            `redirect_uri`.

    Raises:
        CannotStart: The page does not fit `entry`, or is missing; or the API cannot check tokens
            of the issuer.
    """
    api = _api(configuration)
    files = (InspectedPage if is_inspected else Page)(root, configuration, entry, front)
    page_host = urlsplit(configuration.auth.redirect_uri).hostname or ""
    hosts = (*LOOPBACK_HOSTS, page_host, *allowed_hosts)
    app = PageWithApi(WithFrames(files, front or root), api)
    apps = {port_of(origins.page): _guarded(app, "page", write_log, hosts)}
    if cognito is not None:
        apps |= _cognito_apps(cognito, origins, write_log, allowed_hosts)
    return Site(origins=origins, cognito=cognito, apps=apps)


def _api(configuration: Configuration) -> ASGIApp:
    try:
        return make_api(configuration.auth)
    except ConfigurationError as mistake:
        raise CannotStart(f"{configuration.name}: {mistake}.") from None


def make_stand_in_site(
    cognito: "FakeCognito",
    *,
    origins: Origins,
    write_log: WriteLine,
    allowed_hosts: Sequence[str] = (),
) -> Site:
    """Compose the two origins of Cognito alone, for a page that is served elsewhere.

    Args:
        cognito: The stand-in.
        origins: Where to serve.
        write_log: Called with each line of the access log.
        allowed_hosts: Host names that requests may use, besides those of this machine.
    """
    apps = _cognito_apps(cognito, origins, write_log, allowed_hosts)
    return Site(origins=origins, cognito=cognito, apps=apps)


def _cognito_apps(
    cognito: "FakeCognito", origins: Origins, write_log: WriteLine, allowed_hosts: Sequence[str]
) -> dict[int, ASGIApp]:
    hosts = (*LOOPBACK_HOSTS, *allowed_hosts)
    return {
        port_of(origins.domain): _guarded(cognito.domain_app, "domain", write_log, hosts),
        port_of(origins.issuer): _guarded(cognito.issuer_app, "issuer", write_log, hosts),
    }


def _guarded(app: ASGIApp, name: str, write_log: WriteLine, hosts: Sequence[str]) -> ASGIApp:
    """Return `app` with an access log, for requests to `hosts` only.

    With another name for this machine, a foreign page could read its responses (DNS rebinding).
    """
    return AccessLog(TrustedHostMiddleware(app, hosts, www_redirect=False), name, write_log)


def make_stand_in(
    root: Path,
    origins: Origins,
    *,
    parameters: Mapping[str, str] | None = None,
    state: Path | None = None,
) -> "FakeCognito":
    """Return a stand-in for the user pool in `infra/cognito.yaml`.

    Args:
        root: The folder of the project.
        origins: Where the stand-in is served.
        parameters: Template parameters that replace their defaults.
        state: The file that keeps its users and sessions; None for memory only.

    Raises:
        CannotStart: One of the files cannot be used.
    """
    # Here, because a page with a real pool starts without the stand-in.
    from cognito_stand_in import (  # noqa: PLC0415
        FakeCognito,
        StateFileDamaged,
        TemplateError,
        load_pool,
    )

    try:
        pool = load_pool(
            root / "infra" / "cognito.yaml",
            root / "infra" / "development.toml",
            domain=origins.domain,
            issuer_origin=origins.issuer,
            page_origins=[origins.page],
            parameters=parameters,
        )
        return FakeCognito(pool, now=time.time, state_path=state)
    except (TemplateError, StateFileDamaged) as mistake:
        raise CannotStart(f"The stand-in cannot start: {mistake}.") from None
    except OSError as failure:
        raise CannotStart(f"{failure.filename} cannot be read: {failure.strerror}.") from None


class PageWithApi:
    """The page's origin: its files, and the API under `/api`."""

    def __init__(self, page: ASGIApp, api: ASGIApp) -> None:
        self._page = page
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond to one request."""
        is_api = scope["path"] == "/api" or scope["path"].startswith("/api/")
        await (self._api if is_api else self._page)(scope, receive, send)
