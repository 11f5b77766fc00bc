"""What a new project contains: valid pages and settings, short documents, pinned actions."""

import os
import re
import subprocess
import sys
import tomllib
from itertools import product
from pathlib import Path

import pytest
import yaml

from auth.config import AuthConfig
from auth.errors import ConfigurationError
from server.configuration import parse_configuration
from server.errors import CannotStart
from server.new_project import main
from server.new_project.pool import Pool, production_toml
from server.new_project.template import Choices, project_files
from tests.documents.markup import Faults
from tests.project.modules import ROOT
from tests.project.pyscripts_toml import LINE

POOL = Pool(
    domain="my-app.auth.eu-west-1.amazoncognito.com",
    user_pool_id="eu-west-1_AbCdEfGhI",
    client_id="2hd8example7of0a0client0id",
    page_url="https://app.example.com/",
    api_origin="https://api.example.com",
)
KINDS = [
    Choices(title="Überblick 7", on_micropython=mpy, with_fastapi=api, pool=POOL)
    for mpy, api in product((False, True), repeat=2)
]
# As the READMEs of programs made with other tools: what fits on a screen is read.
MOST_LINES = 10
each_kind = pytest.mark.parametrize("choices", KINDS, ids=lambda one: one.example)


@each_kind
def test_the_page_is_the_examples(choices: Choices) -> None:
    """Only its title and, with an API, its start tag differ."""
    files = project_files(choices)
    assert Faults(files["index.html"]).found == []
    example = ROOT / "examples" / choices.example
    for name in ("main.py", "test_app.py"):
        assert files[name] == (example / name).read_text("utf-8")
    own, usual = (
        text.splitlines() for text in (files["index.html"], (example / "index.html").read_text())
    )
    changed = [line.strip() for line in own if line not in usual]
    assert {"<title>Überblick 7</title>", "<h1>Überblick 7</h1>"} <= set(changed)
    assert len(changed) == 2 + (choices.example == "fastapi_backend" and not choices.on_micropython)


@each_kind
def test_micropython_is_what_was_chosen(choices: Choices) -> None:
    """There is one start tag, and it is that of the chosen interpreter."""
    page = project_files(choices)["index.html"]
    tags = re.findall(r'<script type="([^"]*)" src="/main.py"', page)
    assert tags == ["mpy" if choices.on_micropython else "text/x-python"]


@each_kind
def test_the_settings_are_valid(choices: Choices) -> None:
    """Those for this machine name the stand-in, those of the published page the pool."""
    files = project_files(choices)
    for name in ("pyscript.toml", "production.toml"):
        assert all(LINE.fullmatch(line) for line in files[name].splitlines())
        assert tomllib.loads(files[name])["name"] == choices.title
    here, published = (
        AuthConfig.from_mapping(tomllib.loads(files[name])["auth"])
        for name in ("pyscript.toml", "production.toml")
    )
    assert here.domain_origin == "http://localhost:8001"
    assert published.domain_origin == f"https://{POOL.domain}"
    assert published.issuer.endswith(POOL.user_pool_id)
    assert published.scopes == here.scopes
    assert bool(published.api_origins) == bool(here.api_origins) == choices.with_fastapi


@each_kind
def test_documents_are_short(choices: Choices) -> None:
    """The README fits on a screen, and names the line to change for a pool of one's own."""
    files = project_files(choices)
    readme = files["README.md"].splitlines()
    assert len(readme) <= MOST_LINES
    [line] = [line for line in readme if "one line" in line]
    assert "serve --config production.toml" in line
    assert all("{{" not in re.sub(r"\$\{\{.*?\}\}", "", text) for text in files.values())
    for name in re.findall(r"`([\w./]+\.\w+)`", files["README.md"]):
        assert name in files


@each_kind
def test_the_version_is_in_one_place(choices: Choices) -> None:
    """An upgrade changes one line."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    files = project_files(choices)
    assert [name for name, text in files.items() if version in text] == ["requirements.txt"]
    assert f"=={version}\n" in files["requirements.txt"]
    assert ("fastapi" in files["requirements.txt"]) == choices.with_fastapi


@pytest.mark.parametrize("flags", [[], ["--micropython"], ["--fastapi"]], ids=str)
def test_a_new_projects_tests_pass(flags: list[str], tmp_path: Path) -> None:
    """In its own folder, with the library and the fixtures from elsewhere."""
    folder = tmp_path / "my app"
    assert main([str(folder), *flags]) == 0
    words = ["-m", "pytest", "-q", "-p", "auth.testing.plugin", "-W", "error"]
    run = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert re.search(r"\b[26] passed", run.stdout)


def test_actions_are_pinned_by_hash() -> None:
    """A tag can be moved to other code, a hash cannot."""
    text = project_files(KINDS[0])[".github/workflows/publish.yml"]
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in used)


def test_the_workflow_tests_before_it_publishes() -> None:
    """A push is tested; only a start by hand builds and publishes, after the tests."""
    workflow = yaml.safe_load(project_files(KINDS[0])[".github/workflows/publish.yml"])
    assert workflow["permissions"] == {"contents": "read"}
    steps = [one for one in workflow["jobs"]["publish"]["steps"] if "run" in one]
    by_hand = [one for one in steps if "if" in one]
    assert steps[-2:] == by_hand
    assert steps[-3]["run"] == "pytest"
    assert all(one["if"] == "github.event_name == 'workflow_dispatch'" for one in by_hand)
    assert by_hand[1]["run"].endswith('/build/site"')
    assert not [one for one in steps[:-1] if "secrets." in str(one)]


@pytest.mark.parametrize("missing", ["domain", "user_pool_id", "client_id", "page_url"])
def test_a_missing_setting_stops_the_build(missing: str) -> None:
    """The message names it."""
    known = {name: getattr(POOL, name) for name in Pool.__slots__ if name != missing}
    development = (ROOT / "examples" / "smallest" / "pyscript.toml").read_text("utf-8")
    text = production_toml(development, Pool(**known))
    names = {"user_pool_id": "region", "page_url": "redirect_uri"}
    with pytest.raises(CannotStart, match=names.get(missing, missing)):
        parse_configuration(text, name="production.toml")


def test_no_setting_stops_the_build() -> None:
    """A new project without options has a form to fill in, which is not valid as it is."""
    table = tomllib.loads(project_files(Choices(title="x", with_fastapi=True))["production.toml"])
    with pytest.raises(ConfigurationError):
        AuthConfig.from_mapping(table["auth"])
    assert table["auth"]["api_origins"] == [""]
