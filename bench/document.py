"""The documents about speed: `docs/performance.md` and the chart that it shows."""

from collections.abc import Sequence
from pathlib import Path
from string import Template

from bench.chart import chart
from bench.figures import as_markdown, judged, table
from bench.pages.sites import MEANINGS
from bench.samples import Samples

PAGE = Template("""\
# How fast it starts

`uv run -m bench --write` measures all of this and writes this page.
The figures are medians of one run, with quartiles in brackets: only their ratios travel from one
machine to another.

![The figures as bars](performance.svg)

$figures

## The pages

$pages

All do the same job: they go to the sign-in page at once, come back, exchange the code, show who has
signed in and call the API.
One server gives out all of them, with the same headers for caches and the same compression.

## The targets

$targets

## How it is measured

- $browser, in a profile on disk. *Cold* is a new profile that has only been at another origin; *warm* is one that has signed in at the page some times before, so that compiled code is kept.
- The pages take turns, round after round ($rounds of them), so that whatever else the machine does hits all alike.
- A request leaves when the browser says so (Chrome DevTools Protocol); what stands on the screen is noticed by a mutation observer, and timed by the page's own clock from the moment its document was asked for.
- Bytes are those on the wire, headers included, as the browser counts them.
""")  # noqa: E501 - a list's item is a line


def write_documents(
    samples: Samples, pages: Sequence[str], folder: Path, *, rounds: int, browser: str
) -> None:
    """Write both into `folder`."""
    text = PAGE.substitute(
        figures=as_markdown(table(samples, pages)),
        pages="\n".join(f"- **{page}**: {MEANINGS[page]}." for page in pages),
        targets=as_markdown(judged(samples)),
        browser=browser,
        rounds=rounds,
    )
    (folder / "performance.md").write_text(text, "utf-8")
    (folder / "performance.svg").write_text(chart(samples, pages), "utf-8")
