"""Stand-ins on free loopback ports, over http or TLS, for as long as a `with` block lasts."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cognito_stand_in import FakeCognito
from server.origins import Origins, free_origins, port_of
from server.running import in_thread, make_server
from server.runtimes import ROOT
from server.site import make_stand_in, make_stand_in_site
from server.sockets import close, listen

Settings = dict[str, Any]


@contextmanager
def serving(*, rotation: str) -> Iterator[FakeCognito]:
    """Serve a stand-in whose refresh tokens rotate (`ENABLED`) or not (`DISABLED`)."""
    origins = free_origins()
    cognito = make_stand_in(ROOT, origins, parameters={"RefreshTokenRotation": rotation})
    site = make_stand_in_site(cognito, origins=origins, write_log=lambda _: None)
    with in_thread(site):
        yield cognito


@contextmanager
def serving_tls(certificate: Path, key: Path, *, rotation: str) -> Iterator[FakeCognito]:
    """Serve the domain alone, behind TLS."""
    free = free_origins()
    origins = Origins(free.page, free.domain.replace("http:", "https:"), free.issuer)
    cognito = make_stand_in(ROOT, origins, parameters={"RefreshTokenRotation": rotation})
    server = make_server(cognito.domain_app)
    server.config.ssl_certfile, server.config.ssl_keyfile = str(certificate), str(key)
    sockets = listen(port_of(origins.domain), purpose="Cognito's domain")
    thread = threading.Thread(target=server.run, args=(sockets,))
    thread.start()
    try:
        yield cognito
    finally:
        server.should_exit = True
        thread.join()
        close(sockets)


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
