"""A page with packages has their index in its import map, and browsers keep the files for ever."""

import json
import re
from pathlib import Path

import pytest

from server.building import tools
from server.configuration import read_configuration
from server.packages.page_index import make_page_index
from server.page import Page
from tests.support.packages import lock_wheels, wheel
from tests.unit.server.conftest import CONFIGURATION, Ask

INDEX = "/static/runtime/packages/index.json"


@pytest.fixture
def page(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Return a page with one package."""
    monkeypatch.setattr(tools, "are_installed", lambda: False)
    (folder / "pyscript.toml").write_text(f'packages = ["shapes"]\n{CONFIGURATION}')
    install(folder, tmp_path, "1.0")
    return Page(folder, read_configuration(folder / "pyscript.toml"))


def install(folder: Path, tmp_path: Path, version: str) -> None:
    """Lock a version of the package, and make what the page loads."""
    name, content = wheel("shapes", version)
    (tmp_path / name).write_bytes(content)
    lock, wheels = lock_wheels([tmp_path / name], ["shapes"])
    (folder / "packages.lock.json").write_text(lock.text())
    make_page_index(folder, folder / "packages.lock.json", wheels)


def imports(page: Page, ask: Ask) -> dict[str, str]:
    """Return the imports of the page's import map."""
    found = re.search(r'<script type="importmap">(.*?)</script>', ask(page, "/").text)
    assert found is not None
    return dict(json.loads(found[1])["imports"])


def test_the_page_finds_its_packages(page: Page, ask: Ask) -> None:
    """The import map leads to the index, the index to the archives; both are kept for ever."""
    [address] = [url for path, url in imports(page, ask).items() if path.endswith(INDEX)]
    assert re.fullmatch(r"/runtime-\w{16}/packages/index-\w{16}\.json", address)
    index = ask(page, address)
    archive = ask(
        page, f"{address.rpartition('/')[0]}/{index.json()['packages']['shapes']['file']}"
    )
    for answer in (index, archive):
        assert "immutable" in answer.headers["cache-control"]
    assert archive.headers["content-type"] == "application/zip"
    assert "packages" not in ask(page, "/pyscript.toml").text


def test_another_version_leaves_the_interpreters_where_they_are(
    page: Page, folder: Path, tmp_path: Path, ask: Ask
) -> None:
    """Browsers keep Pyodide, whose compiled code they cache as well."""
    before = imports(page, ask)
    install(folder, tmp_path, "1.1")
    after = imports(page, ask)
    assert before["/static/runtime/"] == after["/static/runtime/"]
    assert set(before.values()) != set(after.values())


def test_a_page_without_packages_knows_no_index(folder: Path, page: Page, ask: Ask) -> None:
    """Nothing of it is in the document of a page that needs none."""
    assert "packages" in ask(page, "/").text
    (folder / "pyscript.toml").write_text(CONFIGURATION)
    without = Page(folder, read_configuration(folder / "pyscript.toml"))
    assert "packages" not in ask(without, "/").text
