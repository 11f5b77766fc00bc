"""What does not go together with `token_storage = "worker"`."""

from pathlib import Path

import pytest

from server.configuration import Configuration, parse_configuration
from server.errors import CannotStart
from server.inspector import InspectedPage
from server.page import ENTRY_TAGS, Page
from server.publishing.composing import compose
from server.vault import require_compatible
from tests.unit.server.conftest import CONFIGURATION, Ask


@pytest.fixture
def with_vault() -> Configuration:
    """Return a configuration whose worker has the tokens."""
    text = CONFIGURATION.replace("[auth]", '[auth]\ntoken_storage = "worker"')
    return parse_configuration(text, name="pyscript.toml")


def test_a_page_with_a_vault_starts_it(folder: Path, with_vault: Configuration, ask: Ask) -> None:
    """The page loads `vault.js`, and its policy allows the worker."""
    tag = ENTRY_TAGS["launcher"]
    (folder / "index.html").write_text(f"<html>\n  <head>\n    {tag}\n  </head>\n</html>")
    (folder / "static" / "vault.js").write_text("")
    answer = ask(Page(folder, with_vault), "/")
    assert "/static/vault.js" in answer.text
    assert "/launcher.mpy.bin" not in answer.text
    assert "worker-src 'self'" in answer.headers["content-security-policy"]


def test_an_app_in_a_worker_of_its_own_is_refused(folder: Path, with_vault: Configuration) -> None:
    """When it is served, and when it is built."""
    index = folder / "index.html"
    index.write_text(index.read_text().replace(ENTRY_TAGS["launcher"], ENTRY_TAGS["worker"]))
    with pytest.raises(CannotStart, match="Remove `worker` from its tag"):
        Page(folder, with_vault)
    with pytest.raises(CannotStart, match="Remove `worker` from its tag"):
        compose(folder, with_vault, "/")


def test_an_account_page_is_refused(folder: Path, with_vault: Configuration) -> None:
    """It needs the access token; the account page of a folder behind the app's does not count."""
    (folder / "account.html").write_text("<html></html>")
    with pytest.raises(CannotStart, match=r"account\.html needs the access token"):
        Page(folder, with_vault)
    require_compatible(with_vault, [folder / "front", folder], "")


def test_the_inspector_is_refused(folder: Path, with_vault: Configuration) -> None:
    """It would show nothing."""
    with pytest.raises(CannotStart, match="the inspector sees nothing"):
        InspectedPage(folder, with_vault)


def test_other_pages_may_have_all_of_these(folder: Path) -> None:
    """The setting decides."""
    configuration = parse_configuration(CONFIGURATION, name="pyscript.toml")
    (folder / "account.html").write_text("<html></html>")
    require_compatible(configuration, [folder], ENTRY_TAGS["worker"], is_inspected=True)
