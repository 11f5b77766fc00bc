"""Lines about long work on standard error: what is being made, and how long it took."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic


@contextmanager
def reported(what: str) -> Iterator[None]:
    """Print a line when the `with` block ends, with its seconds."""
    start = monotonic()
    yield
    print(f"  {what.ljust(24)}{monotonic() - start:5.0f} s", file=sys.stderr, flush=True)
