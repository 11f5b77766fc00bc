"""Draws the table of the session's states, for ARCHITECTURE.md."""

from auth.session.states import BOOTING, TRANSITIONS


def mermaid() -> str:
    """Return the table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {BOOTING}"]
    for state in sorted(TRANSITIONS):
        steps = TRANSITIONS[state]
        lines += [f"    {state} --> {steps[event]}: {event}" for event in sorted(steps)]
    return "\n".join(lines)
