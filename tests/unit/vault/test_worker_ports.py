"""The ports that the pages of a vault share."""

import pytest

from auth.errors import ConfigurationError
from tests.support.tab import Browser
from tests.support.vault import VaultWorker


def test_clients_of_a_vault_keep_their_tokens_in_memory(one_browser: Browser) -> None:
    """The setting is that of the page; its clients store nothing."""
    assert VaultWorker(one_browser).ports.config.token_storage == "memory"


@pytest.mark.parametrize("storage", ["session", "memory"])
def test_a_vault_of_another_configuration_is_refused(one_browser: Browser, storage: str) -> None:
    """A page with such a configuration has the tokens itself."""
    with pytest.raises(ConfigurationError):
        VaultWorker(one_browser, token_storage=storage)


@pytest.mark.parametrize(
    ("url", "is_own"),
    [
        ("http://localhost:8000/a?b#c", True),
        ("http://localhost:8001/", False),
        ("https://localhost:8000/", False),
        ("http://localhost:8000@evil.example/", False),
        ("", False),
        ("about:blank", False),
    ],
)
def test_the_page_is_on_the_origin_of_the_sign_in(
    one_browser: Browser, url: str, *, is_own: bool
) -> None:
    """Whatever a page says of itself."""
    assert VaultWorker(one_browser).ports.is_own(url) is is_own
