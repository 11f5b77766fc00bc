"""The printed report, for a terminal or the log of a build."""

import textwrap
from collections.abc import Iterable, Sequence

from server.doctor.finding import Finding

WIDTH = 96
_UNSEEN = (
    "Not visible from outside: token rotation and lifetimes. "
    "`--aws` reads them with your AWS credentials."
)


def report(
    name: str, findings: Sequence[Finding], *, checked: Iterable[str], has_asked_aws: bool
) -> str:
    """Return the report.

    Args:
        name: The name of the configuration.
        findings: What was found.
        checked: The names of the checks.
        has_asked_aws: Whether AWS was asked.
    """
    blocks = [_finding(number, finding) for number, finding in enumerate(findings, start=1)]
    if not findings:
        blocks.append(_wrapped(f"Checked: {', '.join(checked)}."))
    elif not all(finding.diagnosis.advisory for finding in findings):
        blocks.append("Correct this and run the doctor again: one mistake may hide another.")
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
    parts = {"Cause": diagnosis.cause, "Evidence": finding.evidence, "Fix": finding.fix}
    lines = [f"{number}. {kind}{diagnosis.name}"]
    lines += [_wrapped(text, first=f"   {label:<10}") for label, text in parts.items()]
    return "\n".join(lines)


def _wrapped(text: str, first: str = "") -> str:
    # It contains answers of other servers, which must not control the terminal.
    printable = "".join(letter if letter.isprintable() else "�" for letter in text)
    # URLs are never broken, so that they can be copied.
    return textwrap.fill(
        printable,
        WIDTH,
        initial_indent=first,
        subsequent_indent=" " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )
