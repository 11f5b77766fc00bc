"""Fixtures: a stand-in that the doubles reach."""

import pytest

from cognito_stand_in import FakeCognito, load_pool
from tests.support import samples
from tests.unit.stand_in.conftest import INFRA


@pytest.fixture
def cognito() -> FakeCognito:
    """Return a stand-in whose clock stands still."""
    pool = load_pool(
        INFRA / "cognito.yaml",
        INFRA / "development.toml",
        domain=samples.DOMAIN,
        issuer_origin="http://localhost:8002",
        page_origins=["http://localhost:8000"],
    )
    return FakeCognito(pool, now=lambda: 1_800_000_000.0)
