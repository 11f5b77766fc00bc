"""From an empty folder to a published page, with only the built wheel; prints the seconds.

`uv run --group dev -m tests.installed` installs the dependencies and fetches the interpreters as a
person does. With `--offline`, both come from this checkout.
"""

import sys
import tempfile
from pathlib import Path
from time import monotonic

from tests.installed.environment import install
from tests.installed.journey import Journey
from tests.support.browser_setup import ensure_browser
from tests.support.nginx_setup import ensure_nginx, installed_nginx
from tests.support.wheel import build_wheel


def main() -> None:
    """Build, install, and go through all steps."""
    say(f"From an empty folder, with an empty home{' (offline)' if is_offline() else ''}:")
    ensure_browser(say)
    ensure_nginx(say)
    with tempfile.TemporaryDirectory() as folder:
        wheel = build_wheel(Path(folder, "wheel"))
        start = monotonic()
        environment = install(wheel, Path(folder), offline=is_offline())
        say(f"{'install':<18}{monotonic() - start:6.1f} s")
        Journey(environment, say).travel(installed_nginx())
        say(f"{'together':<18}{monotonic() - start:6.1f} s")


def is_offline() -> bool:
    """Return whether nothing may be fetched."""
    return "--offline" in sys.argv[1:]


def say(line: str) -> None:
    """Print a line at once: a step may take a minute."""
    print(line, flush=True)  # noqa: T201 - a program


if __name__ == "__main__":
    main()
