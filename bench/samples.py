"""Measured values, by quantity and page; each quantity with its unit and its meaning."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, quantiles

LOGIN_WARM = "login warm"
LOGIN_COLD = "login cold"
BYTES = "bytes before login"
IDENTITY = "identity"
API = "first API answer"
MAIN_WARM = "main.py warm"
MAIN_COLD = "main.py cold"
PYODIDE_BYTES = "Pyodide on the wire"
SLOW_LINE = "slow line"
SLOW_CPU = "slow processor"
LAUNCHER_DECIDES = "launcher decides"
FETCH = "client.fetch"
PKCE = "PKCE and callback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """What is measured, in which unit."""

    name: str
    unit: str
    meaning: str


QUANTITIES = {
    name: Quantity(name=name, unit=unit, meaning=meaning)
    for name, unit, meaning in (
        (LOGIN_WARM, "ms", "the page's request → the request for `/login`, warm"),
        (LOGIN_COLD, "ms", "the same, cold"),
        (BYTES, "kB", "on the wire before that request, cold"),
        (IDENTITY, "ms", "callback → identity on screen, warm"),
        (API, "ms", "callback → first API answer on screen, warm"),
        (MAIN_WARM, "ms", "the page's request → `main.py` runs for somebody signed in, warm"),
        (MAIN_COLD, "ms", "the same, cold"),
        (PYODIDE_BYTES, "kB", "Pyodide and its library on the wire, cold"),
        (SLOW_LINE, "ms", "as the second row, on a line of 10 Mbit/s and 60 ms"),
        (SLOW_CPU, "ms", "as the first row, with a processor four times as slow"),
        (LAUNCHER_DECIDES, "ms", "the launcher: its first line → its decision, imports included"),
        (FETCH, "ms", "what `client.fetch` costs more than a bare `fetch`"),
        (PKCE, "ms", "verifier and challenge, and a callback read, cleaned away and checked"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The median of some values, and their quartiles."""

    median: float
    low: float
    high: float
    count: int


class Samples:
    """Values as they come in."""

    def __init__(self) -> None:
        self._values: dict[tuple[str, str], list[float]] = defaultdict(list)

    def add(self, quantity: str, page: str, value: float) -> None:
        """Keep a value, in the quantity's unit."""
        self._values[quantity, page].append(value)

    def summary(self, quantity: str, page: str) -> Summary | None:
        """Give what the values come to; None without any."""
        values = self._values.get((quantity, page))
        if not values:
            return None
        low, high = (values * 2)[:2] if len(values) == 1 else _quartiles(values)
        return Summary(median=median(values), low=low, high=high, count=len(values))

    def quantities(self) -> Iterator[Quantity]:
        """Give the quantities that have values, in their usual order."""
        measured = {quantity for quantity, _ in self._values}
        return (one for name, one in QUANTITIES.items() if name in measured)

    def ratio(self, quantity: str, page: str, other: str) -> float | None:
        """Give the ratio of two pages' medians; None when one of them was not measured."""
        ours, theirs = self.summary(quantity, page), self.summary(quantity, other)
        return ours.median / theirs.median if ours and theirs and theirs.median else None


def _quartiles(values: list[float]) -> tuple[float, float]:
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, high
