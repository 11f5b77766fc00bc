"""What the doctor can say: a diagnosis is a kind of mistake, a finding is one that was found."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that can be wrong.

    `sign` is how it shows. An `advisory` one is worth knowing, but sign-in works in spite of it.
    """

    name: str
    cause: str
    sign: str
    cure: str
    advisory: bool = False

    def found(self, evidence: str, cure: str = "") -> "Finding":
        """Give the finding, with a `cure` for this very configuration where there is one."""
        return Finding(diagnosis=self, evidence=evidence, cure=cure or self.cure)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A diagnosis made: `evidence` is what was seen, `cure` what to do about it here."""

    diagnosis: Diagnosis
    evidence: str
    cure: str
