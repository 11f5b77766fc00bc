"""Moves and records every pinned dependency: `uv run --group dev -m server.pins`."""
