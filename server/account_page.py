"""The account page: `account.html` and its program, beside `index.html` and `main.py`.

Only a folder that has this page serves it, at `/account`.
"""

from collections.abc import Sequence
from pathlib import Path

PATH = "/account"
DOCUMENT = "/account.html"
PROGRAM = "/account.py"


def has_account_page(folders: Sequence[Path]) -> bool:
    """Return whether the app has an account page.

    Args:
        folders: Where the page's files are; the app's own are in the first.
    """
    return folders[0].joinpath(DOCUMENT[1:]).is_file()
