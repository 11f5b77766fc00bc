"""Build the tables: all measurements, a summary, and the targets with their results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench import samples as quantity
from bench.pages.sites import LAUNCHER, MPY, OIDC, PY, STOCK
from bench.profile import KINDS, REST, Profile
from bench.samples import QUANTITIES, Quantity, Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A limit: a multiple of another page's value, or without `peer` in the quantity's unit."""

    quantity: str
    limit: float
    peer: str | None = None
    page: str = LAUNCHER

    def found(self, samples: Samples) -> float | None:
        """Return the measured value, for a comparison with `limit`."""
        if self.peer is not None:
            return samples.ratio(self.quantity, self.page, self.peer)
        summary = samples.summary(self.quantity, self.page)
        return summary.median if summary else None

    def written(self, value: float) -> str:
        """Format a value with its unit, or as a multiple of the peer's."""
        if self.peer is not None:
            return f"{value:.2f} {TIMES} {self.peer}"
        return f"{number(value)} {QUANTITIES[self.quantity].unit}"


TARGETS = (
    Target(quantity=quantity.LOGIN_WARM, limit=1.7, peer=OIDC),
    Target(quantity=quantity.LOGIN_COLD, limit=2.0, peer=OIDC),
    Target(quantity=quantity.LOGIN_WARM, limit=0.08, peer=STOCK),
    Target(quantity=quantity.LOGIN_COLD, limit=0.16, peer=STOCK),
    Target(quantity=quantity.SLOW_CPU, limit=2.5, peer=OIDC),
    Target(quantity=quantity.SLOW_LINE, limit=1200),
    Target(quantity=quantity.BYTES, limit=240),
    Target(quantity=quantity.IDENTITY, limit=2.2, peer=OIDC),
    Target(quantity=quantity.API, limit=1.05, peer=PY),
    Target(quantity=quantity.API, limit=0.25, peer=STOCK),
    Target(quantity=quantity.FAR_API, limit=0.9, peer=PY),
    Target(quantity=quantity.LONGEST_TASK, limit=100),
    Target(quantity=quantity.MAIN_WARM, limit=0.85, peer=PY),
    Target(quantity=quantity.MAIN_COLD, limit=0.9, peer=PY),
    Target(quantity=quantity.PYODIDE_BYTES, limit=4000, page=PY),
    Target(quantity=quantity.LAUNCHER_DECIDES, limit=15),
    Target(quantity=quantity.FETCH, limit=1.5, page=PY),
    Target(quantity=quantity.PKCE, limit=2, page=MPY),
    Target(quantity=quantity.PKCE, limit=2, page=PY),
)

COMPARED = (LAUNCHER, PY, OIDC, STOCK)
SUMMARISED = (
    quantity.LOGIN_WARM,
    quantity.IDENTITY,
    quantity.API,
    quantity.FAR_API,
    quantity.MAIN_WARM,
)
"""The quantities and pages of the summary."""

Row = Sequence[str]
TIMES, DASH = "\N{MULTIPLICATION SIGN}", "\N{EN DASH}"


def number(value: float) -> str:
    """Format a number with about three digits."""
    if abs(value) >= 100:
        return f"{value:,.0f}".replace(",", " ")
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def table(samples: Samples, pages: Sequence[str]) -> list[Row]:
    """Return a row for each quantity and a column for each page, with medians and quartiles."""
    return [
        ["", *pages],
        *(
            [_label(one), *(_cell(samples, one, page) for page in pages)]
            for one in samples.quantities()
        ),
    ]


def summary(samples: Samples) -> list[Row]:
    """Return the medians of the most important quantities for the pages that people compare."""
    rows: list[Row] = [["median in ms", *COMPARED]]
    for name in SUMMARISED:
        cells = [samples.summary(name, page) for page in COMPARED]
        medians = [number(found.median) if found else DASH for found in cells]
        rows.append([QUANTITIES[name].meaning, *medians])
    return rows


def _label(one: Quantity) -> str:
    return f"{one.meaning} ({one.unit})"


def _cell(samples: Samples, one: Quantity, page: str) -> str:
    summary = samples.summary(one.name, page)
    if summary is None:
        return DASH
    middle, low, high = map(number, (summary.median, summary.low, summary.high))
    return middle if low == high else f"{middle} ({low}{DASH}{high})"


def judged(samples: Samples) -> list[Row]:
    """Return a row for each target: quantity, page, measured value, limit, result."""
    rows: list[Row] = [["target", "page", "measured", "at most", "result"]]
    for target in TARGETS:
        found = target.found(samples)
        if found is not None:
            verdict = "met" if found <= target.limit else "missed"
            what = QUANTITIES[target.quantity].name
            limit = target.written(target.limit)
            rows.append([what, target.page, target.written(found), limit, verdict])
    return rows


def by_kind(profiles: Mapping[str, Profile]) -> list[Row]:
    """Return a row for each kind of work and a column for each page, with the sum."""
    kinds = [*KINDS, REST]
    totals = [number(sum(profile.values())) for profile in profiles.values()]
    return [
        ["", *profiles],
        *([kind, *(number(one[kind]) for one in profiles.values())] for kind in kinds),
        ["sum", *totals],
    ]


def as_text(rows: Sequence[Row]) -> str:
    """Format rows for a terminal."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def as_markdown(rows: Sequence[Row]) -> str:
    """Format rows as a Markdown table."""
    head, *body = ["| " + " | ".join(row) + " |" for row in rows]
    line = "| --- |" + " ---: |" * (len(rows[0]) - 1)
    return "\n".join([head, line, *body])
