"""The composition: which application answers at which of the three origins."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Receive, Scope, Send

from auth.errors import ConfigurationError
from server.access_log import AccessLog, WriteLine
from server.api import make_api
from server.configuration import Configuration
from server.errors import CannotStart
from server.inspector import InspectedPage
from server.origins import Origins, port_of
from server.page import Entry, Page

if TYPE_CHECKING:
    from cognito_stand_in import FakeCognito


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is served: an application for each port, and the stand-in behind two of them if any."""

    origins: Origins
    cognito: "FakeCognito | None"
    apps: dict[int, ASGIApp] = field(repr=False)

    @property
    def page_url(self) -> str:
        """Where the page is."""
        return f"{self.origins.page}/"

    @property
    def has_page(self) -> bool:
        """Whether the page is served, and not the stand-in alone."""
        return port_of(self.origins.page) in self.apps

    def purpose_of(self, port: int) -> str:
        """Return in words what `port` is for."""
        purposes = {
            port_of(self.origins.page): "the page",
            port_of(self.origins.domain): "Cognito's domain",
            port_of(self.origins.issuer): "the issuer",
        }
        return purposes[port]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on to the application of the port that it came in at.

        The port is the socket's own: what a client writes into `Host` decides nothing.
        """
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
) -> Site:
    """Compose the site for the page in `root`, and Cognito's two origins if `cognito` is given.

    What `front` has stands in front of `root`'s. The inspector is beside a page that
    `is_inspected`.

    Raises:
        CannotStart: the page does not fit `entry`, or is not there; or the API cannot check tokens
            of the issuer.
    """
    try:
        api = make_api(configuration.auth)
    except ConfigurationError as mistake:
        raise CannotStart(f"{configuration.name} has a mistake: {mistake}.") from None
    files = (InspectedPage if is_inspected else Page)(root, configuration, entry, front)
    page = PageWithApi(files, api)
    apps: dict[int, ASGIApp] = {port_of(origins.page): AccessLog(page, "page", write_log)}
    if cognito is not None:
        apps |= _cognito_apps(cognito, origins, write_log)
    return Site(origins=origins, cognito=cognito, apps=apps)


def make_stand_in_site(cognito: "FakeCognito", *, origins: Origins, write_log: WriteLine) -> Site:
    """Compose the two origins of Cognito alone, for somebody who has a page elsewhere."""
    return Site(origins=origins, cognito=cognito, apps=_cognito_apps(cognito, origins, write_log))


def _cognito_apps(
    cognito: "FakeCognito", origins: Origins, write_log: WriteLine
) -> dict[int, ASGIApp]:
    return {
        port_of(origins.domain): AccessLog(cognito.domain_app, "domain", write_log),
        port_of(origins.issuer): AccessLog(cognito.issuer_app, "issuer", write_log),
    }


def make_stand_in(
    root: Path,
    origins: Origins,
    *,
    parameters: Mapping[str, str] | None = None,
    state: Path | None = None,
) -> "FakeCognito":
    """Make the stand-in for the pool that `infra/` describes, to be reached at `origins`.

    `parameters` override those of the template; `state` is the file to keep its memory in.

    Raises:
        CannotStart: one of the files is not usable.
    """
    # Here, because a page that has a real pool starts without it.
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
        raise CannotStart(f"The stand-in cannot be made: {mistake}.") from None
    except OSError as failure:
        raise CannotStart(f"{failure.filename} cannot be read: {failure.strerror}.") from None


class PageWithApi:
    """The page's origin: its files, and the API under `/api`."""

    def __init__(self, page: ASGIApp, api: ASGIApp) -> None:
        self._page = page
        self._api = api

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        is_api = scope["path"] == "/api" or scope["path"].startswith("/api/")
        await (self._api if is_api else self._page)(scope, receive, send)
