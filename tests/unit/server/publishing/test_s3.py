"""The script that uploads the site, run with a stand-in for the AWS CLI."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from server.publishing.command import build
from server.publishing.composing import compose
from server.publishing.folder import replace
from server.publishing.static_site import StaticSite
from tests.unit.server.publishing.conftest import configured

AWS = """#!/bin/sh
test -f "$3" || exit 1
printf '%s|' "$@" >> "$LOG"
echo >> "$LOG"
"""


def upload(dist: Path, *words: str) -> tuple[int, list[list[str]]]:
    """Run the script; return its status, and the words of every call of `aws`."""
    place = dist.parent / "programs"
    place.mkdir(exist_ok=True)
    (place / "aws").write_text(AWS)
    (place / "aws").chmod(0o755)
    log = place / "log"
    log.write_text("")
    shell = shutil.which("sh")
    assert shell is not None
    environment = {"PATH": f"{place}{os.pathsep}{os.environ['PATH']}", "LOG": str(log)}
    command = [shell, str(dist / "hosts" / "s3-upload.sh"), *words]
    run = subprocess.run(command, env=environment, check=False, capture_output=True)  # noqa: S603
    return run.returncode, [line.split("|")[:-1] for line in log.read_text().splitlines()]


@pytest.fixture
def site(page: Path) -> StaticSite:
    """Return a page with a file that is worth compressing."""
    (page / "static" / "style.css").write_text("body {} " * 100)
    return compose(page, configured(), "/")


@pytest.fixture
def dist(tmp_path: Path, page: Path, site: StaticSite) -> Path:
    """Return the folder of a build."""
    replace(tmp_path / "dist", build(page, site))
    return tmp_path / "dist"


def test_everything_is_uploaded_once_and_documents_last(dist: Path, site: StaticSite) -> None:
    """With its type and how long it may be kept, in brotli where it lies there so."""
    status, calls = upload(dist, "a-bucket")
    assert status == 0
    keys = [call[3].removeprefix("s3://a-bucket/") for call in calls]
    assert sorted(keys) == sorted(site.files)
    is_document = [key.endswith(".html") for key in keys]
    assert is_document == sorted(is_document)
    kept = [f"/{key}".startswith(site.lasting) for key in keys]
    assert kept == sorted(kept, reverse=True)
    for call, key in zip(calls, keys, strict=True):
        assert call[:2] == ["s3", "cp"]
        assert call[6:8] == ["--cache-control", site.cache_control(f"/{key}")]
        in_brotli = call[-2:] == ["--content-encoding", "br"]
        assert call[2] == (f"{key}.br" if in_brotli else key)
        assert in_brotli == ((dist / "site" / f"{key}.br").exists() and "html" not in key)
    [wasm] = [call for call in calls if call[2].endswith(".wasm")]
    assert wasm[4:6] == ["--content-type", "application/wasm"]


def test_a_bucket_has_to_be_named(dist: Path) -> None:
    """Without a bucket's name, nothing is uploaded."""
    status, calls = upload(dist)
    assert status != 0
    assert calls == []


def test_an_upload_that_fails_ends_the_script(dist: Path) -> None:
    """No document is uploaded that names a file that is not there."""
    (dist / "site" / "static" / "style.css.br").unlink()
    status, calls = upload(dist, "a-bucket")
    assert status != 0
    assert calls
    assert not [call for call in calls if call[3].endswith(".html")]
