"""Write the table of clients into the stand-in's README: `python -m tests.clients`."""

from tests.clients.table import README, written

README.write_text(written(README.read_text(encoding="utf-8")), encoding="utf-8")
