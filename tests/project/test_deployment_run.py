"""infra/deploy.sh runs from start to end, with doubles of `aws` and `uv`."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from server.configuration import read_configuration

ROOT = Path(__file__).parents[2]
# What both are: a program that writes its words down and answers what was asked for.
STUB = """\
#!/usr/bin/env bash
echo "$(basename "$0") $*" >> calls
case "$*" in
  *OutputKey==\\'Domain\\'*) echo my-app.auth.eu-west-1.amazoncognito.com ;;
  *OutputKey==\\'Issuer\\'*) echo https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI ;;
  *OutputKey==\\'ClientId\\'*) echo 2hd8exampleclient ;;
  *OutputKey==\\'PageOrigin\\'*) echo https://d1.cloudfront.net ;;
  *OutputKey*) echo "${*#*OutputKey==}" | cut -d"'" -f2 ;;
  *doctor*) exit "$DOCTOR" ;;
  *build*) mkdir -p releases/next/hosts; echo "$UPLOAD" > releases/next/hosts/s3-upload.sh ;;
esac
"""
UPLOAD = 'echo "s3-upload.sh $*" >> calls'


def deploy(folder: Path, *, doctor: int = 0, upload: str = UPLOAD) -> tuple[int, list[str], str]:
    """Run the script; return its exit status, its calls, and its last line."""
    for name in ("aws", "uv"):
        (folder / name).write_text(STUB)
        (folder / name).chmod(0o755)
    shutil.copy(ROOT / "pyscript.toml", folder)
    places = f"{folder}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": places, "DOCTOR": str(doctor), "UPLOAD": upload}
    done = subprocess.run(  # noqa: S603 - our own script
        [ROOT / "infra" / "deploy.sh", "my-app", "eu-west-1"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    calls = (folder / "calls").read_text().splitlines()
    return done.returncode, calls, done.stdout.splitlines()[-1] if done.stdout else ""


def test_it_goes_through(tmp_path: Path) -> None:
    """It deploys pool, site, pool again, API, policy and page, and prints the page's URL."""
    status, calls, last = deploy(tmp_path)
    assert (status, last) == (0, "https://d1.cloudfront.net/")
    steps = [call for call in calls if "describe-stacks" not in call]
    assert [" ".join(step.split()[:3]) for step in steps] == [
        "aws cloudformation deploy",
        "aws cloudformation deploy",
        "aws cloudformation deploy",
        "uv run serve.py",
        "uv run -m",
        "aws lambda update-function-code",
        "uv run --group",
        "aws cloudformation deploy",
        "aws cloudformation deploy",
        "aws cloudfront wait",
        "s3-upload.sh Bucket",
    ]
    assert (
        "CallbackUrls=https://d1.cloudfront.net/ LogoutUrls=https://d1.cloudfront.net/" in steps[2]
    )
    assert steps[-3].endswith("HeadersPolicy=HeadersPolicyId PagesFunction=PagesFunctionArn")
    auth = read_configuration(tmp_path / "production.toml").auth
    assert auth.redirect_uri == "https://d1.cloudfront.net/"


def test_the_page_before_this_one_goes_on_working(tmp_path: Path) -> None:
    """The build gets the manifest of the last complete upload."""
    build = "uv run --group build serve.py build --out releases/next --config production.toml"
    for upload, status, previous in (
        (UPLOAD, 0, ""),
        ("exit 7", 7, " --previous releases/live"),
        (UPLOAD, 0, " --previous releases/live"),
    ):
        ended, calls, _ = deploy(tmp_path, upload=upload)
        assert ended == status
        assert [call for call in calls if " build " in call][-1] == build + previous
        live = tmp_path / "releases" / "live" / "hosts" / "s3-upload.sh"
        assert live.read_text().strip() == UPLOAD


@pytest.mark.parametrize("answer", ["exit 1", "echo"])
def test_a_page_is_never_left_without_its_headers(
    tmp_path: Path, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If AWS does not return the header policies, the site stays as it is."""
    rules = f"  *rules*OutputKey*) {answer}; exit ;;\n  *OutputKey=="
    monkeypatch.setattr(f"{__name__}.STUB", STUB.replace("  *OutputKey==", rules, 1))
    status, calls, _ = deploy(tmp_path)
    assert status == 1
    assert "--stack-name my-app-rules" in calls[-1]
    assert not [call for call in calls if "HeadersPolicy=" in call]


def test_a_wrong_configuration_stops_it(tmp_path: Path) -> None:
    """Nothing is uploaded if the doctor finds an error."""
    status, calls, _ = deploy(tmp_path, doctor=1)
    assert status == 1
    assert calls[-1] == "uv run serve.py doctor --config production.toml --without-page"
