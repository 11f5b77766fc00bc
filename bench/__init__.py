"""Measurements: `uv run -m bench.stand_in`, `uv run -m bench.endurance`."""
