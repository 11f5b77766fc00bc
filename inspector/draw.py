"""Draw a recording into a file: `uv run -m inspector.draw recording.txt docs/sign-in.svg`.

The recording has one event a line, as JSON.
"""

import sys
from pathlib import Path

from inspector.drawing.diagram import diagram
from inspector.drawing.svg import to_text
from inspector.recording import Event, parse_event

WIDTH = 920
_SHEET = Path(__file__).with_name("inspector.css")
_DIAGRAM_BEGINS = "/* The diagram"
_COLOURS = """
:root { --ink: #1c2128; --soft: #57606a; --paper: #f6f7f9; --card: #ffffff; --line: #d5dae0;
  --accent: #3148c8; --warn: #8a1c1c; --good: #14622f; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --soft: #a8b0ba; --paper: #14171b; --card: #1d2127; --line: #353b44;
    --accent: #9db1ff; --warn: #ffb4ab; --good: #8fe0ab; }
}
.seq-paper { fill: var(--card); stroke: var(--line); }
"""


def svg_of(events: list[Event]) -> str:
    """Return an SVG file with its own styles, for light and dark pages."""
    _, begins, rules = _SHEET.read_text("utf-8").partition(_DIAGRAM_BEGINS)
    return to_text(diagram(events, width=WIDTH, style=f"{_COLOURS}{begins}{rules}"))


def main() -> None:
    """Read the recording in the first argument, and write the drawing to the second."""
    source, target = map(Path, sys.argv[1:])
    lines = source.read_text("utf-8").splitlines()
    target.write_text(svg_of([event for line in lines if (event := parse_event(line))]), "utf-8")


if __name__ == "__main__":
    main()
