"""A diagnosis is a kind of mistake; a finding is a mistake that was found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A kind of mistake.

    Attributes:
        name: What reports and docs/doctor.md call it.
        cause: What is wrong.
        symptom: How it shows.
        fix: What to do.
        advisory: Whether sign-in works in spite of it.
    """

    name: str
    cause: str
    symptom: str
    fix: str
    advisory: bool = False

    def found(self, evidence: str, fix: str = "") -> "Finding":
        """Return a finding; `fix`, if not empty, replaces the general one."""
        return Finding(diagnosis=self, evidence=evidence, fix=fix or self.fix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A mistake that was found: `evidence` is what was seen, `fix` what to do in this case."""

    diagnosis: Diagnosis
    evidence: str
    fix: str
