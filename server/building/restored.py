"""On Pyodide: what becomes of its memory before an image of it is taken, and in the page, after."""

import gc
import importlib
import logging
import random
import sys
import time
import zipimport

from stdlib_rest import LIBRARY
from stdlib_rest_names import IN_START


def take_in_library() -> None:
    """Import what is in the library's archive."""
    take_in(IN_START, LIBRARY)


def take_in(names: list[str], archive: str) -> None:
    """Import modules from an archive, and forget where that was: a page knows better."""
    if archive not in sys.path:
        sys.path.append(archive)
    for name in names:
        importlib.import_module(name)
    sys.path.remove(archive)
    for place in [place for place in sys.path_importer_cache if place.startswith(archive)]:
        del sys.path_importer_cache[place]
    zipimport._zip_directory_cache.clear()  # type: ignore[attr-defined] # noqa: SLF001 - or it looks there for ever
    gc.collect()
    gc.freeze()  # none of this will ever be garbage: no page need look at it again and again


def renew() -> None:
    """Make anew, in each page, what was made when the image was taken."""
    random.seed()
    logging._startTime = time.time_ns()  # type: ignore[attr-defined] # noqa: SLF001 - no other way
