"""Check that a stand-in that runs for months keeps nothing that has expired.

`uv run --group dev -m bench.endurance [--minutes N] [--seed S]` sends mixed traffic, with faults.
The clock moves ten minutes at each step, so that codes, interactions, sessions and token families
expire all the time. Only what is still valid may be kept; after a year without traffic, nothing.
"""

import argparse
import gc
import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.traffic import Clock, Traffic
from cognito_stand_in import FakeCognito, SimpleBrowser
from server.origins import Origins
from server.runtimes import ROOT
from server.site import make_stand_in

SECONDS_A_STEP = 600
QUIET_SECONDS = 365 * 86400
# Sweeps run at sign-ins, so entries that expired a day ago must be deleted.
OVERDUE_SECONDS = 86400
LINES = 12
# A code, an interaction, a session, a family and its refresh token: what the last sign-in made.
MOST_LEFT = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Census:
    """The number of entries in a stand-in; `overdue` have expired and should be gone."""

    steps: int
    days: float
    codes: int
    interactions: int
    sessions: int
    families: int
    refresh_tokens: int
    messages: int
    overdue: int
    objects: int
    megabytes: float

    def line(self) -> str:
        """Return the numbers as a line below `HEADING`."""
        return "".join(
            f"{value:>{width}}"
            for value, width in (
                (self.steps, 8),
                (f"{self.days:.0f}", 7),
                (self.codes, 7),
                (self.interactions, 14),
                (self.sessions, 10),
                (self.families, 10),
                (self.refresh_tokens, 10),
                (self.messages, 10),
                (self.overdue, 9),
                (self.objects, 9),
                (f"{self.megabytes:.1f}", 8),
            )
        )


HEADING = (
    "   steps   days  codes  interactions  sessions  families   refresh  messages  overdue  objects"
    "  RSS MB"
)


def take_census(cognito: FakeCognito, clock: Clock, steps: int, started_at: float) -> Census:
    """Count the entries of a stand-in."""
    gc.collect()
    families = cognito.families.by_origin.values()
    ends = [grant.expires_at + 300 for grant in cognito.codes.store.entries.values()]
    ends += [one.expires_at for one in cognito.interactions.store.entries.values()]
    ends += [one.expires_at for one in cognito.sessions.store.entries.values()]
    ends += [one.expires_at + 86400 for one in families]
    return Census(
        steps=steps,
        days=(clock() - started_at) / 86400,
        codes=len(cognito.codes.store.entries),
        interactions=len(cognito.interactions.store.entries),
        sessions=len(cognito.sessions.store.entries),
        families=len(families),
        refresh_tokens=len(cognito.families.store.entries),
        messages=len(cognito.directory.outbox),
        overdue=sum(end + OVERDUE_SECONDS < clock() for end in ends),
        objects=len(gc.get_objects()),
        megabytes=resident_megabytes(),
    )


def resident_megabytes() -> float:
    """Return the memory of this process, or 0 if the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / 1e6


def run(*, minutes: float, seed: int) -> bool:
    """Send traffic, print a census at intervals, and return whether nothing was left over."""
    clock = Clock()
    cognito = make_stand_in_at(clock)
    traffic = Traffic(cognito, random.Random(seed))  # noqa: S311 - repeatable, not secret
    started_at, deadline = clock(), time.monotonic() + 60 * minutes
    _say(HEADING)
    steps, next_line, overdue = 0, 0.0, 0
    while time.monotonic() < deadline:
        traffic.step()
        clock.seconds += SECONDS_A_STEP
        steps += 1
        if time.monotonic() >= next_line:
            next_line = time.monotonic() + 60 * minutes / LINES
            census = take_census(cognito, clock, steps, started_at)
            overdue = max(overdue, census.overdue)
            _say(census.line())
    last = _after_a_quiet_year(cognito, clock, traffic, steps, started_at)
    _say(f"{last.line()}   after a quiet year and one sign-in")
    _say(", ".join(f"{name} {count}" for name, count in sorted(traffic.counted.items())))
    left_over = last.codes + last.interactions + last.sessions + last.families + last.refresh_tokens
    return overdue == 0 and left_over <= MOST_LEFT


def _after_a_quiet_year(
    cognito: FakeCognito, clock: Clock, traffic: Traffic, steps: int, started_at: float
) -> Census:
    cognito.faults.clear()
    clock.seconds += QUIET_SECONDS
    for step in (traffic.open_and_leave, traffic.request_reset, traffic.sign_in):
        step(SimpleBrowser(cognito))
    return take_census(cognito, clock, steps, started_at)


def make_stand_in_at(clock: Clock) -> FakeCognito:
    """Build a stand-in with this clock that never waits."""

    async def at_once(_seconds: float) -> None:
        """Return at once."""

    pool = make_stand_in(ROOT, Origins.from_port(8000)).pool
    return FakeCognito(pool, now=clock, sleep=at_once)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Run, and exit with status 1 if something was left over."""
    parser = argparse.ArgumentParser(prog="python -m bench.endurance", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long")
    parser.add_argument("--seed", type=int, default=1, help="which traffic")
    given = parser.parse_args()
    sys.exit(0 if run(minutes=given.minutes, seed=given.seed) else "something was left over")


if __name__ == "__main__":
    main()
