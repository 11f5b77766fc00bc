"""Draw a recording as a sequence diagram of any width: lanes, arrows, notes and times.

The width of a text is estimated from its number of characters, because no font can be asked here.
Texts have an outline in the background colour, so that they stay readable across a lane's line.
"""

from inspector.drawing.layout import (
    DETAIL,
    HEAD_HEIGHT,
    LINE,
    MARGIN,
    TITLE,
    Font,
    Layout,
    used_lanes,
    wrapped,
)
from inspector.drawing.steps import Step, steps_of
from inspector.drawing.svg import Element, element
from inspector.drawing.transcript import NAMES, duration, seconds, transcript
from inspector.recording import Event

TITLE_TEXT = "A sign-in, message by message"
_GAP = 14
_ARROW = 5
_PADDING = 10


def diagram(events: list[Event], *, width: int, style: str = "") -> Element:
    """Draw events as a sequence diagram.

    Args:
        events: The events, oldest first.
        width: The width in pixels.
        style: A style sheet for a drawing in a file, which then has a background too. In a page,
            the page's own style sheet applies.
    """
    steps = steps_of(events)
    layout = Layout(width, used_lanes(steps))
    rows, bottom = _rows(steps, layout)
    lifelines = [_lifeline(layout.x(lane), bottom) for lane in layout.lanes]
    height = bottom + MARGIN
    paper = [element("style", style), _paper(width, height)] if style else []
    return element(
        "svg",
        element("title", TITLE_TEXT, id="seq-title"),
        element("desc", transcript(events), id="seq-desc"),
        *paper,
        *lifelines,
        *(_head(lane, layout) for lane in layout.lanes),
        *rows,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height:.0f}",
        width=width,
        height=round(height),
        role="img",
        aria_labelledby="seq-title",
        aria_describedby="seq-desc",
        class_="seq",
    )


def _rows(steps: list[Step], layout: Layout) -> tuple[list[Element], float]:
    top: float = MARGIN + HEAD_HEIGHT + _GAP
    rows: list[Element] = []
    for step in steps:
        row, height = (_note if step.is_note else _message)(step, top, layout)
        since = step.at - steps[0].at
        rows.append(element("g", *row, *_time(since, top, layout), class_=f"seq-{step.tone}"))
        top += height + _GAP
    return rows, top


def _message(step: Step, top: float, layout: Layout) -> tuple[list[Element], float]:
    """Draw an arrow with its title above it and its facts below."""
    start, end = layout.x(step.source), layout.x(step.target)
    y = top + LINE
    room = layout.room(abs(end - start))
    titles = wrapped([step.title], TITLE.fits(room))
    details = wrapped(_words(step), DETAIL.fits(room))
    y += LINE * (len(titles) - 1)
    middle = (start + end) / 2
    texts = _texts(titles, TITLE, middle, top + 10, layout)
    texts += _texts(details, DETAIL, middle, y + LINE + 2, layout)
    return [*_arrow(start, end, y), *texts], y - top + 6 + LINE * len(details)


def _arrow(start: float, end: float, y: float) -> list[Element]:
    back = -_ARROW if end > start else _ARROW
    tip = f"M{end:.1f} {y:.1f}l{back * 1.8:.1f} {-_ARROW}v{2 * _ARROW}z"
    line = element("line", x1=start, y1=y, x2=end + back, y2=y, class_="seq-line")
    return [line, element("path", d=tip, class_="seq-tip")]


def _note(step: Step, top: float, layout: Layout) -> tuple[list[Element], float]:
    """Draw a box on a lane."""
    room = layout.room(0) - 2 * _PADDING
    titles = wrapped([step.title], TITLE.fits(room))
    details = wrapped(_words(step), DETAIL.fits(room))
    width = max([TITLE.width(line) for line in titles] + [DETAIL.width(line) for line in details])
    width += 2 * _PADDING
    height = LINE * (len(titles) + len(details)) + _PADDING
    middle = layout.clamped(layout.x(step.source), width)
    box = _box(middle, top, width, height)
    texts = _texts(titles, TITLE, middle, top + LINE, layout)
    texts += _texts(details, DETAIL, middle, top + LINE * (len(titles) + 1), layout)
    return [box, *texts], height


def _words(step: Step) -> list[str]:
    words = [f"{name}={text}" for name, text in step.details]
    return words if step.took is None else [*words, duration(step.took)]


def _texts(
    lines: list[str], font: Font, middle: float, top: float, layout: Layout
) -> list[Element]:
    return [
        element(
            "text",
            line,
            x=layout.clamped(middle, font.width(line)),
            y=top + LINE * number,
            class_=font.name,
        )
        for number, line in enumerate(lines)
    ]


def _time(since: float, top: float, layout: Layout) -> list[Element]:
    if not layout.gutter:
        return []
    return [element("text", seconds(since), x=MARGIN, y=top + LINE + 2, class_="seq-time")]


def _head(lane: str, layout: Layout) -> Element:
    x, width = layout.x(lane), layout.head_width
    box = _box(x, MARGIN, width, HEAD_HEIGHT)
    name = NAMES[lane].split()[-1] if layout.is_narrow else NAMES[lane]
    kind = "seq-name seq-short" if layout.is_narrow else "seq-name"
    text = element("text", name[0].upper() + name[1:], x=x, y=MARGIN + 21, class_=kind)
    return element("g", box, text, class_="seq-head")


def _lifeline(x: float, bottom: float) -> Element:
    return element("line", x1=x, y1=MARGIN + HEAD_HEIGHT, x2=x, y2=bottom, class_="seq-life")


def _box(middle: float, top: float, width: float, height: float) -> Element:
    x = middle - width / 2
    return element("rect", x=x, y=top, width=width, height=height, rx=8, class_="seq-box")


def _paper(width: int, height: float) -> Element:
    return element("rect", width=width, height=height, rx=12, class_="seq-paper")
