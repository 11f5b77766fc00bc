"""Fixtures: the packages, and each client's whole journey, run once for all tests of its steps."""

from collections.abc import Iterator

import pytest

from cognito_stand_in import FakeCognito
from tests.clients.packages import ensure_packages
from tests.clients.places import serving, serving_tls
from tests.clients.programs import Journey, walk

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
