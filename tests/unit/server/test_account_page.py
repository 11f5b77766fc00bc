"""The account page, which an app may have beside its own."""

from pathlib import Path

import pytest

from server.account_page import has_account_page
from server.configuration import read_configuration
from server.page import ENTRY_TAGS, Entry, Page
from tests.unit.server.conftest import CONFIGURATION, Ask

HTML = f"""<!doctype html>
<html>
  <head>
    {ENTRY_TAGS["launcher"].replace("main", "account")}
  </head>
</html>
"""


@pytest.fixture
def with_account(folder: Path) -> Path:
    """Return the folder of a page with an account page."""
    (folder / "account.html").write_text(HTML)
    (folder / "account.py").write_text("ACCOUNT = True")
    return folder


def served(*folders: Path, entry: Entry = "launcher", text: str = CONFIGURATION) -> Page:
    """Return the page in the last folder, with the files of the first in front."""
    (folders[-1] / "pyscript.toml").write_text(text)
    configuration = read_configuration(folders[-1] / "pyscript.toml")
    front = folders[0] if len(folders) > 1 else None
    return Page(folders[-1], configuration, entry, front)


def test_it_is_at_account(with_account: Path, ask: Ask) -> None:
    """With its own program, and never stored; every other path is the app's own page."""
    page = served(with_account)
    answer = ask(page, "/account")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert 'account.py" id="app">' in answer.text
    assert ask(page, "/account.html").text == answer.text
    assert ask(page, "/account.py").text == "ACCOUNT = True"
    for path in ("/", "/accounts", "/account/", "/account/x", "/my/account"):
        assert 'main.py" id="app">' in ask(page, path).text


def test_an_app_without_one_has_that_path_for_itself(folder: Path, ask: Ask) -> None:
    """It may have a page of its own there."""
    page = served(folder)
    assert 'main.py" id="app">' in ask(page, "/account").text
    assert ask(page, "/account.html").status_code == 404
    assert ask(page, "/account.py").status_code == 404


def test_the_program_s_own_account_page_is_not_every_apps(
    with_account: Path, tmp_path: Path, ask: Ask
) -> None:
    """An app's folder in front of it decides."""
    own = tmp_path / "own"
    own.mkdir()
    page = served(own, with_account)
    assert 'main.py" id="app">' in ask(page, "/account").text
    assert ask(page, "/account.html").status_code == 404
    (own / "account.html").write_text(HTML)
    (own / "account.py").write_text("OWN = True")
    assert 'account.py" id="app">' in ask(page, "/account").text
    assert ask(page, "/account.py").text == "OWN = True"


def test_a_callback_at_that_path_is_the_apps(with_account: Path, ask: Ask) -> None:
    """Sign-ins return to the app's own page."""
    text = CONFIGURATION.replace(
        't_uri = "http://localhost:8000/', 't_uri = "http://localhost:8000/account'
    )
    assert 'main.py" id="app">' in ask(served(with_account, text=text), "/account").text


@pytest.mark.parametrize("entry", ["py", "mpy"])
def test_it_starts_with_the_same_entry_as_the_app(
    with_account: Path, ask: Ask, entry: Entry
) -> None:
    """On either interpreter."""
    assert f'<script type="{entry}" src=' in ask(served(with_account, entry=entry), "/account").text


def test_passkeys_may_be_created_where_there_is_one(folder: Path, ask: Ask) -> None:
    """The other features stay refused."""
    feature = "publickey-credentials-create=()"
    page = served(folder)
    before = ask(page, "/").headers["permissions-policy"]
    (folder / "account.html").write_text(HTML)
    after = ask(page, "/account").headers["permissions-policy"]
    assert feature in before
    assert set(before.split(", ")) - set(after.split(", ")) == {feature}
    assert has_account_page([folder])
