"""On Pyodide: prepares its memory for an image, and a page that has started from one."""

import gc
import importlib
import logging
import random
import sys
import time
import zipimport

import page_packages  # noqa: F401 - into the image
from stdlib_rest import LIBRARY
from stdlib_rest_names import IN_START


def take() -> None:
    """Import everything in the library's archive, then clear the import caches for its path.

    A page has other archives at the same path.
    """
    for name in IN_START:
        importlib.import_module(name)
    sys.path.remove(LIBRARY)
    for place in [place for place in sys.path_importer_cache if place.startswith(LIBRARY)]:
        del sys.path_importer_cache[place]
    zipimport._zip_directory_cache.clear()  # type: ignore[attr-defined] # noqa: SLF001 - no other way
    gc.collect()
    gc.freeze()  # these objects live for ever, so the collector need not examine them


def renew() -> None:
    """Renew, in each page, what was set when the image was taken."""
    random.seed()
    logging._startTime = time.time_ns()  # type: ignore[attr-defined] # noqa: SLF001 - no other way
