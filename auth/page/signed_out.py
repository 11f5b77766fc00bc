"""Tells people that they are signed out, also when they come back from Cognito's sign-out page."""

import js

from ..browser.ffi import is_none
from ..errors import StorageUnavailable
from ..session.namespace import namespace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import AuthConfig
    from ..ports import Storage

PREFIX = "cognito.signed_out."


def announce() -> None:
    """Announce that the person is signed out, and focus "Sign in" (WCAG 2.2, 4.1.3)."""
    from .texts import text  # noqa: PLC0415 - who has not been here needs none

    status = js.document.getElementById("status")
    if not is_none(status):
        status.textContent = text("said_signed_out")
    js.document.getElementById("sign-in").focus()


def has_lost_focus() -> bool:
    """Return whether the focused element no longer shows."""
    focused = js.document.activeElement
    return not is_none(focused) and focused.tagName != "BODY" and is_none(focused.offsetParent)


def remember(storage: "Storage", config: "AuthConfig") -> None:
    """Note in this tab's storage that the app's next page has to announce a sign-out."""
    try:
        storage.set(PREFIX + namespace(config), "1")
    except StorageUnavailable:
        pass


def take(storage: "Storage", config: "AuthConfig") -> bool:
    """Return whether there was such a note, and remove it."""
    key = PREFIX + namespace(config)
    try:
        was_noted = storage.get(key) is not None
        if was_noted:
            storage.remove(key)
    except StorageUnavailable:
        return False
    return was_noted
