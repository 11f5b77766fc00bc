"""The table of diagnoses, and the checks that refer to it by name."""

import re
from pathlib import Path

import server.doctor
from server.doctor.diagnoses import THEMES

FILES = Path(server.doctor.__file__).parent.glob("*.py")
CHECKS = "".join(file.read_text("utf-8") for file in FILES)
NAMES = [diagnosis.name for theme in THEMES.values() for diagnosis in theme]


def test_checks_refer_to_diagnoses_that_exist() -> None:
    """A misspelt name would fail only when the mistake is found."""
    assert set(re.findall(r'found\(\s*"([a-z-]+)"', CHECKS)) <= set(NAMES)


def test_every_diagnosis_belongs_to_a_check() -> None:
    """The table has no row that nothing refers to."""
    assert [name for name in NAMES if f'"{name}"' not in CHECKS] == []
