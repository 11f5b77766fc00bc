"""Fixtures: the packages, and each client's whole journey, run once for all tests of its steps."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Playwright

from cognito_stand_in import FakeCognito
from tests.clients.packages import ensure_packages
from tests.clients.places import SecureStandIn, serving, serving_example, serving_tls
from tests.clients.programs import Journey, walk
from tests.clients.web_app import AppPage, browser_settings, launched, served_app

ROTATIONS = ("ENABLED", "DISABLED")


@pytest.fixture(scope="session", autouse=True)
def packages() -> None:
    """Install the clients."""
    ensure_packages()


@pytest.fixture(scope="session", params=ROTATIONS, ids=lambda rotation: f"rotation-{rotation}")
def stand_in(request: pytest.FixtureRequest) -> Iterator[FakeCognito]:
    """Serve a stand-in, with rotation and without."""
    with serving(rotation=request.param) as cognito:
        yield cognito


@pytest.fixture(scope="session", params=ROTATIONS, ids=lambda rotation: f"rotation-{rotation}")
def arctic(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Journey]:
    """Sign in, refresh and revoke with arctic, over TLS."""
    with serving_tls(tmp_path_factory.mktemp("tls"), rotation=request.param) as served:
        yield walk("arctic", served.cognito, trusted=served.files.authority)


@pytest.fixture(scope="session")
def authjs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journey]:
    """Sign in with Auth.js, over TLS; its callback URL has a path of its own."""
    with serving_tls(tmp_path_factory.mktemp("tls"), rotation="DISABLED") as served:
        client = served.cognito.pool.client_named("SinglePageApp")
        urls = (*client.callback_urls, f"{served.origins.page}/auth/callback/cognito")
        served.cognito.pool.clients[client.client_id] = replace(client, callback_urls=urls)
        yield walk("authjs", served.cognito, trusted=served.files.authority)


@pytest.fixture(scope="session")
def oauth4webapi(stand_in: FakeCognito) -> Journey:
    """Run discovery, sign-in, userInfo, refresh and revocation with oauth4webapi."""
    return walk("oauth4webapi", stand_in)


@pytest.fixture(scope="session")
def openid_client(stand_in: FakeCognito) -> Journey:
    """Run the same steps with openid-client, and sign out."""
    return walk("openid_client", stand_in)


@pytest.fixture(scope="session")
def oidc_client_ts(stand_in: FakeCognito) -> Journey:
    """Run the same steps with oidc-client-ts."""
    return walk("oidc_client_ts", stand_in)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureStandIn]:
    """Serve the pool of the command through TLS."""
    with serving_example(tmp_path_factory.mktemp("tls")) as secured:
        yield secured


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SecureStandIn]:
    """Serve the same for one file of tests, which may change its people."""
    with serving_example(tmp_path_factory.mktemp("tls")) as served:
        yield served


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, served: SecureStandIn) -> Iterator[Browser]:
    """Start a browser that trusts the stand-in's certificate."""
    with launched(playwright, served) as browser:
        yield browser


@pytest.fixture(scope="module")
def served_page(program: str, served: SecureStandIn) -> Iterator[str]:
    """Serve the program of a module, and return the URL of its page."""
    with served_app(program, browser_settings(served), served.origins):
        yield f"{served.origins.page}/"


@pytest.fixture
def app(chromium: Browser, served_page: str, served: SecureStandIn) -> Iterator[AppPage]:
    """Open the program in a new profile. Afterwards, the browser has blocked nothing."""
    served.cognito.faults.clear()
    context = chromium.new_context()
    opened = AppPage(context.new_page(), served_page)
    opened.open()
    yield opened
    context.close()
    assert opened.blocked == []
