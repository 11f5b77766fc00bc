"""Serve the page on this machine: `uv run serve.py`, or `uv run serve.py --help`."""

from server.command import main

if __name__ == "__main__":
    main()
