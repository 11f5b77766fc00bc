"""Fixtures: the pool of `infra/`, the stand-in, its clock, and an app with a browser."""

from copy import deepcopy
from pathlib import Path

import pytest

from cognito_stand_in import FakeCognito, Pool, load_pool
from tests.contract.app import App, Clock

INFRA = Path(__file__).parents[2] / "infra"


@pytest.fixture
def clock() -> Clock:
    """Give a clock that tests move."""
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
    """Give the development pool, to be changed at will."""
    return deepcopy(loaded_pool)


@pytest.fixture
def cognito(pool: Pool, clock: Clock) -> FakeCognito:
    """Give a stand-in that nobody has used."""
    return FakeCognito(pool, now=clock)


@pytest.fixture
def app(cognito: FakeCognito) -> App:
    """Give an app with a person at its browser."""
    return App(cognito)
