"""The doctor's words, for a person at a terminal or in a build's log."""

import textwrap
from collections.abc import Iterable, Sequence

from server.doctor.finding import Finding

WIDTH = 96
_UNSEEN = (
    "Not visible from outside: rotation and lifetimes of tokens. "
    "`--aws` asks AWS for them, with your credentials."
)


def report(
    name: str, findings: Sequence[Finding], *, checked: Iterable[str], has_asked_aws: bool
) -> str:
    """Write what was found in the configuration `name`; `checked` is what was looked at."""
    blocks = [_finding(number, finding) for number, finding in enumerate(findings, start=1)]
    if not findings:
        blocks.append(_wrapped(f"Looked at: {', '.join(checked)}."))
    elif not all(finding.diagnosis.advisory for finding in findings):
        blocks.append("Correct this and ask again: one mistake may hide another.")
    if not has_asked_aws:
        blocks.append(_wrapped(_UNSEEN))
    return "\n\n".join([_headline(name, findings), *blocks])


def _headline(name: str, findings: Sequence[Finding]) -> str:
    advisory = sum(finding.diagnosis.advisory for finding in findings)
    mistakes = len(findings) - advisory
    words = [f"{mistakes} mistake{'s' * (mistakes != 1)}"] if mistakes else ["nothing wrong"]
    if advisory:
        words.append(f"{advisory} piece{'s' * (advisory != 1)} of advice")
    return f"{name}: {', '.join(words)}."


def _finding(number: int, finding: Finding) -> str:
    diagnosis = finding.diagnosis
    kind = "advice: " if diagnosis.advisory else ""
    parts = {"Cause": diagnosis.cause, "Evidence": finding.evidence, "Cure": finding.cure}
    lines = [f"{number}. {kind}{diagnosis.name}"]
    lines += [_wrapped(text, first=f"   {label:<10}") for label, text in parts.items()]
    return "\n".join(lines)


def _wrapped(text: str, first: str = "") -> str:
    # What others answered stands in here: it must not be able to steer a terminal.
    printable = "".join(letter if letter.isprintable() else "�" for letter in text)
    # A URL is never broken: it is there to be copied.
    return textwrap.fill(
        printable,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
