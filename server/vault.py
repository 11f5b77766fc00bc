"""What does not go together with `token_storage = "worker"`."""

from collections.abc import Sequence
from pathlib import Path

from server.account_page import DOCUMENT, has_account_page
from server.configuration import Configuration
from server.errors import CannotStart
from server.page_head import runs_in_worker


def require_compatible(
    configuration: Configuration,
    folders: Sequence[Path],
    html: str,
    *,
    is_inspected: bool = False,
) -> None:
    """Check that nothing of a page needs a token, if a worker has them.

    Args:
        configuration: The page's configuration.
        folders: Where the page's files are; the app's own are in the first.
        html: The page.
        is_inspected: Whether the page has the inspector's recorder.

    Raises:
        CannotStart: Something does.
    """
    if not configuration.has_vault:
        return
    reason = ""
    if is_inspected:
        reason = "the inspector sees nothing in that worker. Leave it out"
    elif folders and has_account_page(folders):
        reason = f"{DOCUMENT[1:]} needs the access token. Remove the account page"
    elif runs_in_worker(html):
        reason = "the app cannot run in a worker as well. Remove `worker` from its tag"
    if reason:
        raise CannotStart(
            f'{configuration.name}: token_storage = "worker": {reason}, or use "session".'
        )
