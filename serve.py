"""Serve the page on this machine: `uv run serve.py`, or `uv run serve.py --help`."""

import sys

NEEDED = (3, 11)

if __name__ == "__main__":
    if sys.version_info < NEEDED:
        sys.exit("serve.py: Python 3.11 or newer is needed: `uv run serve.py` finds one.")
    try:
        from server.command import main
    except ModuleNotFoundError as missing:
        folder = sys.argv[0].rpartition("serve.py")[0]
        elsewhere = f'--directory "{folder}" ' if folder else ""
        sys.exit(
            f"serve.py: {missing.name} is not installed. Start it with uv, which installs what it "
            f"needs: `uv run {elsewhere}serve.py`; README.md says how to get uv."
        )
    main()
