"""An app with libraries that only CPython has: `csv` and `statistics`, in the browser.

MicroPython runs the sign-in; Pyodide, with the whole standard library, runs this file.
"""

import csv
import statistics

import js

from auth import Page, Session

page = Page()


@page.on_session
def show(session: Session) -> None:
    """Greet the signed-in person."""
    if session.user is not None:
        page.write("name", session.user.name)


@page.on_click("summarise")
async def summarise() -> None:
    """Summarise the hours of each person."""
    lines = str(js.document.getElementById("figures").value).splitlines()
    hours: dict[str, list[float]] = {}
    try:
        for person, worked in csv.reader(line for line in lines if line.strip()):
            hours.setdefault(person.strip(), []).append(float(worked))
    except ValueError:
        page.alert("Every line needs a name, a comma and a number.")
        return
    page.write("summary", "\n".join(map(described, hours.items())))


def described(entry: tuple[str, list[float]]) -> str:
    """Describe one person's hours."""
    person, worked = entry
    return (
        f"{person}: mean {statistics.fmean(worked):.2f}, "
        f"median {statistics.median(worked):g}, spread {statistics.pstdev(worked):.2f}"
    )


await page.start()
