"""Runs pip, with Pyodide's environment markers: `python pip_for_pyodide.py MARKERS ARGUMENTS`.

pip takes the tags of another platform as options, but evaluates markers for the Python that it runs
on. Its report has the markers that it used, which `resolving.py` checks.
"""

import json
import sys
from typing import Any

from pip._vendor.packaging import markers

if __name__ == "__main__":
    values = json.loads(sys.argv.pop(1))

    def default_environment() -> Any:  # noqa: ANN401 - pip adds to the dict
        """Return a dict of its own for each marker."""
        return dict(values)

    markers.default_environment = default_environment
    # Only now, because pip's modules import the function by its name.
    from pip._internal.cli.main import main

    sys.exit(main())
