"""Measurements: `uv run --group dev -m bench.stand_in`, `uv run --group dev -m bench.endurance`."""
