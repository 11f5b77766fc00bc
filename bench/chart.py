"""Draw a bar chart as SVG, for light and dark pages: a bar for each quantity and page."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from bench import samples as quantity
from bench.figures import number
from bench.pages.sites import LAUNCHER
from bench.samples import QUANTITIES, Samples

SHOWN = (
    quantity.LOGIN_WARM,
    quantity.LOGIN_COLD,
    quantity.IDENTITY,
    quantity.API,
    quantity.MAIN_WARM,
    quantity.MAIN_COLD,
)
WIDTH, LEFT, RIGHT = 760, 130, 90
BAR, GAP, HEADING = 16, 5, 42
STYLE = """\
text { font: 13px system-ui, sans-serif; fill: #1c2128; }
.heading { font-weight: 600; }
.other { fill: #8a94a3; }
.ours { fill: #3148c8; }
@media (prefers-color-scheme: dark) {
  text { fill: #e8eaed; }
  .other { fill: #7b8594; }
  .ours { fill: #9db1ff; }
}
"""


def chart(samples: Samples, pages: Sequence[str]) -> str:
    """Draw the medians; each group of bars has its own scale."""
    shapes: list[str] = []
    top = 0
    for name in SHOWN:
        medians = [(page, found.median) for page in pages if (found := samples.summary(name, page))]
        if medians:
            shapes += _group(name, medians, top)
            top += HEADING + len(medians) * (BAR + GAP)
    said = "".join(f"  {shape}\n" for shape in shapes)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + GAP}" role="img">\n'
        f"  <title>Milliseconds for each page; shorter is better</title>\n"
        f"  <style>\n{STYLE}  </style>\n{said}</svg>\n"
    )


def _group(name: str, medians: Sequence[tuple[str, float]], top: int) -> list[str]:
    one = QUANTITIES[name]
    heading = f"{one.name}: {one.meaning.replace('`', '')} ({one.unit})"
    shapes = [_text(heading, 0, top + HEADING - 14, "heading")]
    longest = max(value for _, value in medians)
    for index, (page, value) in enumerate(medians):
        at = top + HEADING + index * (BAR + GAP)
        length = max(1, round((WIDTH - LEFT - RIGHT) * value / longest))
        shapes += _bar(page, number(value), at, length)
    return shapes


def _bar(page: str, value: str, top: int, length: int) -> list[str]:
    kind, baseline = "ours" if page == LAUNCHER else "other", top + BAR - 4
    return [
        _text(page, 0, baseline),
        f'<rect class="{kind}" x="{LEFT}" y="{top}" width="{length}" height="{BAR}" rx="2"/>',
        _text(value, LEFT + length + 6, baseline),
    ]


def _text(words: str, left: int, baseline: int, kind: str = "") -> str:
    named = f' class="{kind}"' if kind else ""
    return f'<text{named} x="{left}" y="{baseline}">{escape(words)}</text>'
