"""docs/doctor.md contains the tables that `serve.py doctor --list` prints."""

from pathlib import Path

from server.doctor.checks_table import checks_table

DOCUMENT = Path(__file__).parents[2] / "docs" / "doctor.md"


def test_every_finding_is_documented_as_it_is_told() -> None:
    """The file ends with exactly these tables."""
    _, mark, tables = DOCUMENT.read_text("utf-8").partition(
        "<!-- written by `serve.py doctor --list` -->\n\n"
    )
    assert mark
    assert tables.strip() == checks_table()
