"""In the page, on Pyodide: what becomes of its memory before an image of it is taken, and after."""

import gc
import importlib
import logging
import random
import sys
import time
import zipimport

from stdlib_rest import LIBRARY
from stdlib_rest_names import IN_START


def prepare() -> None:
    """Import what is in the library's archive, and forget where that was: no page will have it."""
    for name in IN_START:
        importlib.import_module(name)
    sys.path.remove(LIBRARY)
    for place in [place for place in sys.path_importer_cache if place.startswith(LIBRARY)]:
        del sys.path_importer_cache[place]
    zipimport._zip_directory_cache.clear()  # type: ignore[attr-defined] # noqa: SLF001 - or it looks there for ever
    gc.collect()


def renew() -> None:
    """Make anew, in each page, what was made when the image was taken."""
    random.seed()
    logging._startTime = time.time_ns()  # type: ignore[attr-defined] # noqa: SLF001 - no other way
