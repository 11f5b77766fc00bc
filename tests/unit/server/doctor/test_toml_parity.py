"""TOML that PyScript's parser reads differently."""

from pathlib import Path

import pytest

from server.building.prepare import prepare
from server.doctor.toml_parity import check_toml_parity
from server.runtimes import ROOT


@pytest.fixture(scope="module", autouse=True)
def _runtimes() -> None:
    prepare(ROOT)


@pytest.mark.parametrize(
    ("line", "evidence"),
    [
        ('scopes = [\n  "openid", # brings the ID token\n  "email",\n]', "It stops at line 2"),
        ("max_session_seconds = 36_000", "It stops at line 2"),
        ("sign_in_on_load = true\nmax_session_seconds = 0x10", "It stops at line 3"),
        ('login_hint = "a\\tb"', "It differs at auth.login_hint"),
        ('parts.region = "eu-west-1"', "It differs at auth."),
    ],
)
def test_a_file_that_pyscript_reads_otherwise(line: str, evidence: str) -> None:
    """The place is named, and never a value."""
    finding = check_toml_parity(f'[auth]\n{line}\nclient_secret = "geheim"\n', ROOT)
    assert finding is not None
    assert "geheim" not in str(finding)
    assert finding.diagnosis.name == "pyscript-reads-it-differently"
    assert finding.evidence.startswith(evidence)


@pytest.mark.parametrize(
    "text",
    [
        (ROOT / "pyscript.toml").read_text("utf-8"),
        '[auth]\nscopes = [\n  "openid",\n  "email"\n]\nmax_session_seconds = 3600 # an hour\n',
        '[auth]\nlogin_hint = "ada#1=x"\nsign_in_on_load = true\n',
        '# Größe\nname = "Ärger"\n',
    ],
)
def test_plain_toml_is_fine(text: str) -> None:
    """Both read the same."""
    assert check_toml_parity(text, ROOT) is None


def test_without_pyscript_nothing_is_said(tmp_path: Path) -> None:
    """Without PyScript's parser, nothing is checked."""
    assert check_toml_parity("a = 1_000", tmp_path) is None
