"""The ports: small, and met by the doubles that the tests use."""

import inspect

import pytest

from auth import ports as runtime
from auth.testing import doubles

PORTS = ("Storage", "Navigation", "Transport", "Crypto", "Clock", "Lifecycle", "Locks", "Channel")
DOUBLES: dict[str, list[type]] = {
    "Storage": [doubles.MemoryStorage],
    "Navigation": [doubles.RecordingNavigation],
    "Transport": [doubles.DirectTransport, doubles.FailingTransport, doubles.ScriptedTransport],
    "Crypto": [doubles.ServerCrypto],
    "Clock": [doubles.ManualClock],
    "Lifecycle": [doubles.ManualLifecycle],
    "Locks": [doubles.LocalLocks],
    "Channel": [doubles.LocalChannel],
}


def methods(kind: type) -> dict[str, list[str]]:
    """Return the public methods of a class with the names of their parameters."""
    found = inspect.getmembers(kind, inspect.isfunction)
    return {
        name: list(inspect.signature(method).parameters)
        for name, method in found
        if not name.startswith("_")
    }


@pytest.mark.parametrize("name", PORTS)
def test_a_port_is_small(name: str) -> None:
    """One to four methods, each with a sentence of its own."""
    port = getattr(runtime, name)
    assert 1 <= len(methods(port)) <= 4
    assert all(inspect.getdoc(getattr(port, method)) for method in methods(port))


@pytest.mark.parametrize(
    ("name", "double"), [(name, kind) for name, kinds in DOUBLES.items() for kind in kinds]
)
def test_a_double_has_every_method_of_its_port(name: str, double: type) -> None:
    """Names and parameters are the same."""
    wanted, there = methods(getattr(runtime, name)), methods(double)
    assert {method: there.get(method) for method in wanted} == wanted


def test_a_runtime_is_one_of_each() -> None:
    """The factory of the doubles fills every port, and storage is there twice."""
    ports = vars(doubles.runtime())
    assert sorted(ports) == sorted(["shared_storage", *(name.lower() for name in PORTS)])
    assert all(port is not None for port in ports.values())
