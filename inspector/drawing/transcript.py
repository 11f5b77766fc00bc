"""Write a recording as text, for screen readers, searching and bug reports."""

from inspector.drawing.steps import Step, steps_of
from inspector.recording import Event

NAMES = {
    "person": "person",
    "tabs": "other tabs",
    "page": "page",
    "cognito": "Cognito",
    "api": "API",
}
LEGEND = "•32 #9f86d081 stands for 32 characters; equal marks stand for equal values."


def transcript(events: list[Event]) -> str:
    """Return the recording as text: a line for each step, with the seconds since its start."""
    steps = steps_of(events)
    lines = [line_of(step, since=steps[0].at) for step in steps]
    return "\n".join([*lines, "", LEGEND]) if lines else ""


def line_of(step: Step, *, since: float) -> str:
    """Return a step as one line."""
    where = NAMES[step.source] if step.is_note else f"{NAMES[step.source]} → {NAMES[step.target]}"
    words = [f"{seconds(step.at - since):>9}", f"{where:<18}", step.title, details_of(step)]
    return "  ".join(word for word in words if word).rstrip()


def details_of(step: Step) -> str:
    """Return the facts of a step, its duration last."""
    words = [f"{name}={text}" for name, text in step.details]
    return " ".join([*words, *([f"({duration(step.took)})"] if step.took is not None else [])])


def seconds(value: float) -> str:
    """Return a time since the start."""
    return f"+{value:.3f} s"


def duration(milliseconds: float) -> str:
    """Return a duration in milliseconds or seconds."""
    return f"{milliseconds:.0f} ms" if milliseconds < 1000 else f"{milliseconds / 1000:.1f} s"
