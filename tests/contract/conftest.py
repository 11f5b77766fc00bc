"""Fixtures: the pool of `infra/`, the stand-in, its clock, and an app with a browser."""

from copy import deepcopy
from pathlib import Path

import pytest

from cognito_stand_in import FakeCognito, Pool, load_pool
from tests.contract.app import App, Clock

INFRA = Path(__file__).parents[2] / "infra"


@pytest.fixture
def clock() -> Clock:
    """Return a clock that tests can move."""
    return Clock()


@pytest.fixture(scope="session")
def loaded_pool() -> Pool:
    """Read the development pool once."""
    return load_pool(
        INFRA / "cognito.yaml",
        INFRA / "development.toml",
        domain="http://localhost:8001",
        issuer_origin="http://localhost:8002",
        page_origins=["http://localhost:8000"],
    )


@pytest.fixture
def pool(loaded_pool: Pool) -> Pool:
    """Return a copy of the development pool, which a test may change."""
    return deepcopy(loaded_pool)


@pytest.fixture
def cognito(pool: Pool, clock: Clock) -> FakeCognito:
    """Return a new stand-in."""
    return FakeCognito(pool, now=clock)


@pytest.fixture
def app(cognito: FakeCognito) -> App:
    """Return an app and a browser."""
    return App(cognito)
