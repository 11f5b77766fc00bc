"""Fixtures: the two files of `infra/` and a stand-in made from them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from cognito_stand_in import FakeCognito, Pool, load_pool

INFRA = Path(__file__).parents[3] / "infra"


@pytest.fixture
def load() -> Callable[..., Pool]:
    """Return a function that loads the pool with template parameters."""

    def load_with(**parameters: str) -> Pool:
        return load_pool(
            INFRA / "cognito.yaml",
            INFRA / "development.toml",
            domain="http://localhost:8001",
            issuer_origin="http://localhost:8002",
            page_origins=["http://localhost:8000", "http://localhost:9000"],
            parameters=parameters,
        )

    return load_with


@pytest.fixture
def cognito(load: Callable[..., Pool]) -> FakeCognito:
    """Return a stand-in with a fixed clock."""
    return FakeCognito(load(), now=lambda: 1_800_000_000.0)
