"""What a configuration makes PyScript fetch, and what of it the page's policy blocks."""

import re
from typing import Any

import pytest

from server.configuration import parse_configuration
from server.errors import CannotStart
from server.page_files import paths_of_files, reason_blocked
from tests.unit.server.conftest import CONFIGURATION


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        ({"/reports.py": ""}, {"/reports.py"}),
        (
            {"reports.py": "", "./data/a.csv": "a/", "b/../c.py": ""},
            {"/reports.py", "/data/a.csv", "/c.py"},
        ),
        ({"{D}": "./data", "{D}/a.csv": "", "{D}/b.csv": ""}, {"/data/a.csv", "/data/b.csv"}),
        ({"{A}": "/x", "{B}": "{A}/y", "{B}/z.py": ""}, {"/x/y/z.py"}),
        ({"{A}": "https://cdn.example", "{A}/z.py": ""}, {"https://cdn.example/z.py"}),
        ({"../outside.py": ""}, {"/outside.py"}),
    ],
)
def test_paths_are_from_the_root(files: dict[str, str], paths: set[str]) -> None:
    """PyScript resolves them against the configuration, and fills in placeholders."""
    assert paths_of_files(files) == paths


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ({}, None),
        ({"files": {"/a.py": ""}, "js_modules": {"main": {"/static/a.js": "a"}}}, None),
        ({"files": {"https://page.example/a.py": ""}}, None),
        ({"files": {"https://cdn.example/a.py": ""}}, "may not fetch from https://cdn.example"),
        ({"files": {"{C}": "https://cdn.example", "{C}/a.py": ""}}, "https://cdn.example/a.py"),
        ({"js_modules": {"main": {"https://cdn.example/a.js": "a"}}}, r"\[js_modules\] has https"),
        ({"js_modules": {"worker": {"./a.js": "a"}}}, "served from /static/ only"),
        ({"js_modules": {"main": {"./static/../a.js": "a"}}}, "served from /static/ only"),
        ({"js_modules": 1, "files": 1}, None),
    ],
)
def test_the_policy_blocks_other_origins(document: dict[str, Any], reason: str | None) -> None:
    """The page would stop with an error that no visitor understands."""
    found = reason_blocked(document, ["https://page.example"])
    assert (found is None) == (reason is None)
    assert re.search(reason or "", found or "")


def test_a_blocked_file_stops_the_start() -> None:
    """The sentence says what to do."""
    text = CONFIGURATION.replace("/reports.py", "https://cdn.example/reports.py")
    with pytest.raises(CannotStart, match=r"^x.toml: \[files\] has https.*Copy the file"):
        parse_configuration(text, name="x.toml")
    allowed = text.replace('"http://localhost:8000"]', '"https://cdn.example"]')
    assert parse_configuration(allowed, name="x.toml").files == {"https://cdn.example/reports.py"}
