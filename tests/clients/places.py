"""Stand-ins on free loopback ports, over http or TLS, for as long as a `with` block lasts."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cognito_stand_in import FakeCognito, example_pool
from cognito_stand_in.serving.tls import TlsFiles, made_files
from cognito_stand_in.serving.web_server import WebServer
from server.origins import Origins, free_origins
from server.running import in_thread, listening, running_in_thread
from server.runtimes import ROOT
from server.site import make_stand_in, make_stand_in_site

Settings = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class SecureStandIn:
    """A stand-in that is served through TLS, with the files of its certificate."""

    cognito: FakeCognito
    origins: Origins
    files: TlsFiles


@contextmanager
def serving(*, rotation: str) -> Iterator[FakeCognito]:
    """Serve a stand-in whose refresh tokens rotate (`ENABLED`) or not (`DISABLED`)."""
    origins = free_origins()
    cognito = make_stand_in(ROOT, origins, parameters={"RefreshTokenRotation": rotation})
    site = make_stand_in_site(cognito, origins=origins, write_log=lambda _: None)
    with in_thread(site):
        yield cognito


@contextmanager
def serving_tls(folder: Path, *, rotation: str) -> Iterator[SecureStandIn]:
    """Serve both origins through TLS; the certificate is made in a folder."""
    origins = secure(free_origins())
    cognito = make_stand_in(ROOT, origins, parameters={"RefreshTokenRotation": rotation})
    with _served_through_tls(cognito, origins, folder) as secured:
        yield secured


@contextmanager
def serving_example(folder: Path) -> Iterator[SecureStandIn]:
    """Serve the pool that the command serves by default, through TLS."""
    origins = secure(free_origins())
    pool = example_pool(
        domain=origins.domain, issuer_origin=origins.issuer, page_origins=[origins.page]
    )
    with _served_through_tls(FakeCognito(pool), origins, folder) as secured:
        yield secured


def secure(origins: Origins) -> Origins:
    """Return the same ports, with https for the two origins of Cognito."""
    domain, issuer = (
        origin.replace("http:", "https:") for origin in (origins.domain, origins.issuer)
    )
    return Origins(origins.page, domain, issuer)


@contextmanager
def _served_through_tls(
    cognito: FakeCognito, origins: Origins, folder: Path
) -> Iterator[SecureStandIn]:
    files = made_files(folder, ["localhost", "127.0.0.1"], dt.datetime.now(dt.UTC))
    site = make_stand_in_site(cognito, origins=origins, write_log=lambda _: None)
    with listening(site) as sockets, running_in_thread(WebServer(site, files), sockets):
        yield SecureStandIn(cognito=cognito, origins=origins, files=files)


def settings_of(cognito: FakeCognito) -> Settings:
    """Return the settings of a client, and the person who signs in."""
    client = cognito.pool.client_named("SinglePageApp")
    machine = cognito.pool.client_named("Machine")
    return {
        "issuer": cognito.pool.issuer,
        "domain": cognito.pool.domain,
        "client_id": client.client_id,
        "redirect_uri": client.callback_urls[0],
        "logout_uri": client.logout_urls[0],
        "scope": "openid email profile",
        "username": "ada",
        "password": cognito.pool.users["ada"].development_password,
        "machine_id": machine.client_id,
        "machine_secret": machine.secret,
    }
