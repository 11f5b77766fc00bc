"""The README's table of clients is what the tests here run, with the versions that are pinned."""

import json
from pathlib import Path

import pytest

from tests.clients.table import CLIENTS, OTHERS, README, TOOLS, Client, steps_of, table, version_of

HERE = Path(__file__).parent


def test_the_readme_has_the_table() -> None:
    """`uv run --group dev -m tests.clients` writes it."""
    assert table() in README.read_text(encoding="utf-8")


def test_every_client_is_in_it() -> None:
    """Each test file here, and each package of the lock file that is a client."""
    assert {path.name for path in HERE.glob("test_*.py")} - OTHERS == {
        client.tests for client in CLIENTS
    }
    packages = json.loads((HERE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert set(packages) - TOOLS <= {client.name for client in CLIENTS}


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)
def test_each_row_has_a_version_and_steps(client: Client) -> None:
    """The version is the installed one's."""
    assert steps_of(client.tests)
    installed = HERE / "node_modules" / client.name / "package.json"
    if installed.is_file():
        assert json.loads(installed.read_text(encoding="utf-8"))["version"] == version_of(
            client.name
        )


def test_an_unknown_package_has_no_version() -> None:
    """Instead of an empty cell."""
    with pytest.raises(KeyError):
        version_of("nobody")
