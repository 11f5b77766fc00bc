"""Programs that the page runs for a test in place of `main.py`."""
