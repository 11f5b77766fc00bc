"""Every diagnosis in tables, as docs/doctor.md has them."""

from server.doctor.diagnoses import THEMES
from server.doctor.finding import Diagnosis


def checks_table() -> str:
    """Return a Markdown table for each theme."""
    return "\n".join(line for theme, rows in THEMES.items() for line in _table(theme, rows)).strip()


def _table(theme: str, diagnoses: tuple[Diagnosis, ...]) -> list[str]:
    rows = [
        f"| `{one.name}`{' (advice)' * one.advisory} | {one.cause} | {one.symptom} | {one.fix} |"
        for one in diagnoses
    ]
    head = ["| finding | cause | how it shows | fix |", "|---|---|---|---|"]
    return [f"## {theme}", "", *head, *rows, ""]
