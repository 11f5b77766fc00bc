"""Collect measured values by quantity and page; each quantity has a unit and a meaning."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median, quantiles

LOGIN_WARM = "login warm"
LOGIN_COLD = "login cold"
BYTES = "bytes before login"
IDENTITY = "name on screen"
API = "first API response"
IDENTITY_COLD = "name on screen cold"
API_COLD = "first API response cold"
FAR_IDENTITY = "name on screen, far"
FAR_API = "first API response, far"
FAR_IDENTITY_COLD = "name on screen cold, far"
FAR_API_COLD = "first API response cold, far"
LONGEST_TASK = "longest task"
PROCESSOR = "processor"
MAIN_WARM = "main.py warm"
MAIN_COLD = "main.py cold"
PYODIDE_BYTES = "Pyodide bytes"
SLOW_LINE = "slow line"
SLOW_CPU = "slow processor"
LAUNCHER_DECIDES = "launcher decision"
FETCH = "client.fetch"
PKCE = "PKCE and callback"
ANSWER_COLD = "answer cold"
ANSWER_WARM = "answer warm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A quantity with its unit and its meaning."""

    name: str
    unit: str
    meaning: str


_FAR = "Cognito and the API 80 ms away"

QUANTITIES = {
    name: Quantity(name=name, unit=unit, meaning=meaning)
    for name, unit, meaning in (
        (LOGIN_WARM, "ms", "page requested → `/login` requested, warm"),
        (LOGIN_COLD, "ms", "page requested → `/login` requested, cold"),
        (BYTES, "kB", "received before `/login` is requested, cold"),
        (IDENTITY, "ms", "callback → name on screen, warm"),
        (API, "ms", "callback → first API response on screen, warm"),
        (IDENTITY_COLD, "ms", "callback → name on screen, cold"),
        (API_COLD, "ms", "callback → first API response on screen, cold"),
        (FAR_IDENTITY, "ms", f"callback → name on screen, {_FAR}, warm"),
        (FAR_API, "ms", f"callback → first API response on screen, {_FAR}, warm"),
        (FAR_IDENTITY_COLD, "ms", f"callback → name on screen, {_FAR}, cold"),
        (FAR_API_COLD, "ms", f"callback → first API response on screen, {_FAR}, cold"),
        (LONGEST_TASK, "ms", "callback: longest task of the main thread, warm"),
        (PROCESSOR, "ms", "a sign-in: processor time of the browser, all processes, warm"),
        (MAIN_WARM, "ms", "page requested → `main.py` runs, signed in, warm"),
        (MAIN_COLD, "ms", "page requested → `main.py` runs, signed in, cold"),
        (PYODIDE_BYTES, "kB", "Pyodide and its standard library, received, cold"),
        (SLOW_LINE, "ms", "page requested → `/login` requested, cold, 10 Mbit/s and 60 ms latency"),
        (SLOW_CPU, "ms", "page requested → `/login` requested, warm, processor 4 times slower"),
        (LAUNCHER_DECIDES, "ms", "launcher: first line → decision, with imports"),
        (FETCH, "ms", "`client.fetch`, compared with a plain `fetch`"),
        (PKCE, "ms", "create verifier and challenge, parse and check a callback"),
        (ANSWER_COLD, "ms", "page requested → a program's answer, cold"),
        (ANSWER_WARM, "ms", "page requested → a program's answer, warm"),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The median and the quartiles of some values."""

    median: float
    low: float
    high: float
    count: int


class Samples:
    """The measured values.

    Args:
        say: Called with a line for each value.
    """

    def __init__(self, say: Callable[[str], None] = lambda _: None) -> None:
        self._values: dict[tuple[str, str], list[float]] = defaultdict(list)
        self._say = say

    def add(self, quantity: str, page: str, value: float) -> None:
        """Add a value, in the quantity's unit."""
        self._values[quantity, page].append(value)
        self._say(f"  {page}: {quantity} {value:.1f} {QUANTITIES[quantity].unit}")

    def summary(self, quantity: str, page: str) -> Summary | None:
        """Return median and quartiles of the values, or None if there are none."""
        values = self._values.get((quantity, page))
        if not values:
            return None
        low, high = (values * 2)[:2] if len(values) == 1 else _quartiles(values)
        return Summary(median=median(values), low=low, high=high, count=len(values))

    def quantities(self) -> Iterator[Quantity]:
        """Return the quantities that have values, in the order of `QUANTITIES`."""
        measured = {quantity for quantity, _ in self._values}
        return (one for name, one in QUANTITIES.items() if name in measured)

    def ratio(self, quantity: str, page: str, other: str) -> float | None:
        """Return the ratio of two pages' medians, or None if one was not measured."""
        ours, theirs = self.summary(quantity, page), self.summary(quantity, other)
        return ours.median / theirs.median if ours and theirs and theirs.median else None


def _quartiles(values: list[float]) -> tuple[float, float]:
    low, _, high = quantiles(values, n=4, method="inclusive")
    return low, high
