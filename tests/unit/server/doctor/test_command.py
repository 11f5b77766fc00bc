"""`serve.py doctor` on the command line."""

from pathlib import Path
from typing import Any

import httpx
import pytest

from server import command
from server.building.prepare import prepare
from server.doctor import command as doctor
from server.doctor.aws_checks import AWS_CHECKS
from server.doctor.checks import CHECKS
from server.doctor.diagnoses import THEMES
from server.doctor.finding import Diagnosis
from server.doctor.report import report
from server.doctor.target import PoolDescription
from server.headers import WithHeaders
from server.packages.target import target_of
from server.runtimes import ROOT
from server.store import runtime_folder
from tests.support.packages import lock_wheels, wheel
from tests.unit.server.doctor.conftest import SETTINGS, Hosts, Nobody, answering
from tests.unit.server.doctor.test_aws_checks import described

ADVICE = Diagnosis(name="advice", cause="Because.", symptom="So.", fix="Thus.", advisory=True)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a configuration that is right."""
    path = tmp_path / "production.toml"
    lines = [f"{key} = {value!r}" for key, value in SETTINGS.items()]
    path.write_text("\n".join(["[auth]", *lines]))
    return path


@pytest.fixture
def served_hosts(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> Hosts:
    """Return the hosts, reached by the program's own HTTP client."""
    client = httpx.AsyncClient

    def connected(**options: Any) -> httpx.AsyncClient:
        mounts = {origin: httpx.ASGITransport(app) for origin, app in hosts.apps.items()}
        return client(mounts=mounts, transport=Nobody(), **options)

    monkeypatch.setattr(httpx, "AsyncClient", connected)
    return hosts


def outcome(*arguments: object) -> object:
    """Run `serve.py` and return its exit status."""
    with pytest.raises(SystemExit) as end:
        command.main([str(argument) for argument in arguments])
    return end.value.code


def test_nothing_wrong_is_status_0(
    served_hosts: Hosts, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report says what was looked at, and what cannot be seen."""
    assert served_hosts.cognito.pool.users
    assert outcome("doctor", "--config", file) == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{file}: nothing wrong.\n")
    assert all(words in " ".join(printed.split()) for words in CHECKS)
    assert "session limit" not in printed
    assert "Not visible from outside" in printed


def test_a_mistake_is_status_1(
    served_hosts: Hosts, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report names cause, evidence and fix."""
    served_hosts.change_client(secret="geheim")
    assert outcome("doctor", "--config", file) == 1
    printed = capsys.readouterr().out
    assert printed.startswith(f"{file}: 1 mistake.\n\n1. client-has-a-secret\n   Cause ")
    assert "\n   Evidence " in printed
    assert "\n   Fix " in printed


def test_a_mistake_in_the_text_is_status_1_without_asking(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What cannot be mended is not asked about."""
    file.write_text("[auth]\n")
    assert outcome("doctor", "--config", file) == 1
    assert "setting-is-wrong" in capsys.readouterr().out


def test_what_pyscript_reads_otherwise_is_a_mistake(
    served_hosts: Hosts, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The rest is looked at all the same."""
    prepare(ROOT)
    served_hosts.change_client(secret="geheim")
    file.write_text(f"{file.read_text()}\nmax_session_seconds = 3_600\n")
    assert outcome("doctor", "--config", file) == 1
    printed = capsys.readouterr().out
    assert "1. pyscript-reads-it-differently" in printed
    assert "2. client-has-a-secret" in printed


def test_a_page_that_is_about_to_be_replaced_is_left_out(
    served_hosts: Hosts, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else nothing could be deployed that mends it."""
    served_hosts.apps["https://app.example.com"] = WithHeaders(
        answering(200, b"", "text/html"), {"Content-Security-Policy": "default-src 'none'"}
    )
    assert outcome("doctor", "--config", file) == 1
    assert "page-blocks-cognito" in capsys.readouterr().out
    assert outcome("doctor", "--config", file, "--without-page") == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "nothing wrong." in printed
    assert "logout_uri, path of redirect_uri, clock." in printed


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    """One sentence, as for every program here."""
    assert "cannot be read" in str(outcome("doctor", "--config", tmp_path / "missing.toml"))


def test_advice_is_status_0(
    served_hosts: Hosts,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A build does not fail for what works; credentials bring the deeper checks."""
    assert served_hosts.cognito.pool.users

    def describe(*_: object) -> PoolDescription:
        return described(RefreshTokenRotation=None)

    monkeypatch.setattr(doctor, "caller", lambda _config: None)
    monkeypatch.setattr(doctor, "describe", describe)
    assert outcome("doctor", "--config", file, "--aws") == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"{file}: nothing wrong, 1 piece of advice.\n")
    assert "1. advice: no-rotation" in printed
    assert "Not visible" not in printed


def test_aws_that_tells_nothing_is_status_1(
    served_hosts: Hosts,
    file: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who asked for the deeper checks has to know that there were none."""
    assert served_hosts.cognito.pool.users

    def refuse(*_: object) -> None:
        message = "no credentials"
        raise PermissionError(message)

    monkeypatch.setattr(doctor, "caller", lambda _config: refuse)
    assert outcome("doctor", "--config", file, "--aws") == 1
    assert "PermissionError: no credentials" in capsys.readouterr().out


def test_every_diagnosis_can_be_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody is asked for that."""
    assert outcome("doctor", "--list") == 0
    printed = capsys.readouterr().out
    assert all(f"| `{one.name}`" in printed for theme in THEMES.values() for one in theme)


def test_a_report_without_findings_lists_what_was_looked_at() -> None:
    """With credentials, the deeper checks too."""
    written = report("x.toml", [], checked=[*CHECKS, *AWS_CHECKS], has_asked_aws=True)
    assert "rotation" in written


def test_what_others_answer_cannot_steer_the_terminal() -> None:
    """Escape sequences in an answer, or in a file, come out as marks."""
    evidence = "answered \x1b[2J\x07 and\u202e more"
    written = report("x.toml", [ADVICE.found(evidence)], checked=[], has_asked_aws=True)
    assert "answered �[2J� and� more" in written


def test_addresses_are_never_broken() -> None:
    """What is there to be copied stays in one piece."""
    url = f"https://app.example.com/{'long-' * 40}"
    written = report("x.toml", [ADVICE.found(url)], checked=[], has_asked_aws=True)
    assert url in written


@pytest.mark.usefixtures("served_hosts")
def test_settings_with_which_no_page_starts_are_a_mistake(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """They are above the [auth] table, and Cognito knows nothing of them."""
    file.write_text(f'plugins = ["!error"]\n{file.read_text()}')
    assert outcome("doctor", "--config", file) == 1
    printed = capsys.readouterr().out
    assert printed.split()[3:5] == ["1.", "page-cannot-start"]
    assert "codemirror" in printed


@pytest.mark.usefixtures("served_hosts")
@pytest.mark.parametrize(
    ("line", "name", "evidence"),
    [
        ('files = {"https://cdn.example/a.py" = ""}', "page-is-blocked", "cdn.example"),
        ('packages = ["not one!"]', "packages-are-invalid", 'got "not one!"'),
        ('packages = ["./gone-1.0-py3-none-any.whl"]', "packages-are-invalid", "not exist"),
        ('packages = "sympy"', "packages-are-invalid", "got str"),
        ("packages = ['''sym\npy''']", "packages-are-invalid", "cannot be read"),
        ('packages = [\n  "sympy",  # algebra\n]', "packages-are-not-locked", "is missing"),
    ],
)
def test_what_would_break_the_page_is_found(
    file: Path, capsys: pytest.CaptureFixture[str], line: str, name: str, evidence: str
) -> None:
    """Blocked files, packages that no page can have, and a missing lock."""
    prepare(ROOT)
    file.write_text(f"{line}\n{file.read_text()}")
    is_advice = name == "packages-are-not-locked"  # only `build` needs the lock
    assert outcome("doctor", "--config", file) == int(not is_advice)
    printed = " ".join(capsys.readouterr().out.split())
    assert name in printed
    assert evidence in printed


@pytest.mark.usefixtures("served_hosts")
@pytest.mark.parametrize(("content", "evidence"), [("{}", "damaged"), (None, "other packages")])
def test_a_lock_that_does_not_fit_is_found(
    file: Path, capsys: pytest.CaptureFixture[str], content: str | None, evidence: str
) -> None:
    """A page with the right lock has no finding."""
    prepare(ROOT)
    wheel_file, wheel_content = wheel("shapes", "1.0")
    (file.parent / wheel_file).write_bytes(wheel_content)
    target = target_of(runtime_folder(ROOT) / "pyodide" / "pyodide-lock.json")
    lock, _ = lock_wheels([file.parent / wheel_file], ["shapes"], target)
    file.with_name("packages.lock.json").write_text(lock.text())
    before = file.read_text()
    file.write_text(f'packages = ["shapes"]\n{before}')
    assert outcome("doctor", "--config", file) == 0
    assert "nothing wrong" in capsys.readouterr().out
    file.write_text(f'packages = ["shapes>=1"]\n{before}')
    if content is not None:
        file.with_name("packages.lock.json").write_text(content)
    assert outcome("doctor", "--config", file) == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert "packages-are-not-locked" in printed
    assert evidence in printed
