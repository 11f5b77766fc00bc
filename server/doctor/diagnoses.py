"""Every mistake that the doctor can find, read from `diagnoses.toml`."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.doctor.finding import Diagnosis, Finding
from server.program import NAME

_FILE = Path(__file__).with_name("diagnoses.toml")


def _read(file: Path) -> dict[str, tuple[Diagnosis, ...]]:
    themes: dict[str, dict[str, dict[str, Any]]] = tomllib.loads(
        file.read_text("utf-8").replace("serve.py", NAME)
    )
    return {
        theme: tuple(Diagnosis(name=name, **entry) for name, entry in entries.items())
        for theme, entries in themes.items()
    }


THEMES: Mapping[str, tuple[Diagnosis, ...]] = _read(_FILE)
"""Every diagnosis by theme; docs/doctor.md has a table for each theme."""

_BY_NAME = {diagnosis.name: diagnosis for theme in THEMES.values() for diagnosis in theme}


def found(name: str, evidence: str, fix: str = "") -> Finding:
    """Return a finding.

    Args:
        name: The diagnosis, by its name in `diagnoses.toml`.
        evidence: What was seen.
        fix: What to do about it in this configuration, if the table's fix can be more precise.
    """
    return _BY_NAME[name].found(evidence, fix)
