"""Serve the page on this machine: `uv run serve.py`, or `uv run serve.py --help`."""

import sys

NEEDED = (3, 11)

if __name__ == "__main__":
    if sys.version_info < NEEDED:
        sys.exit(
            "serve.py needs Python 3.11 or newer. `uv run serve.py` installs one if necessary."
        )
    try:
        from server.command import main
    except ModuleNotFoundError as missing:
        folder = sys.argv[0].rpartition("serve.py")[0]
        elsewhere = f'--directory "{folder}" ' if folder else ""
        sys.exit(
            f"serve.py: {missing.name} is not installed. `uv run {elsewhere}serve.py` installs all "
            "dependencies and starts; `pip install uv` installs uv."
        )
    main()
