"""The texts that Python shows to people, in English.

For another language, `static/language.js` puts its texts into the document, those of the page and
these. So a language is one file, and English needs none.
"""

import json

import js

from ..browser.ffi import is_none

__all__ = ["text"]

ENGLISH = {
    # --- errors: what is wrong, and what to do
    "storage_unavailable": (
        "This browser does not let the page keep data during a sign-in. Allow it, then try again."
    ),
    "sign_in_required": "Your session has ended. Please sign in again.",
    "step_up_required": "This needs a new or a stronger sign-in, to confirm that it is you.",
    "transport_failed": (
        "The sign-in service could not be reached. Check your connection, then try again."
    ),
    "api_unreachable": (
        "The server of this app could not be reached. Check your connection, then try again."
    ),
    "api_failed": "The server of this app could not complete the request. Please try again.",
    "invalid_grant": "This sign-in is no longer valid. Please sign in again.",
    "request_rejected": ("The sign-in service could not complete the request. Please try again."),
    "not_started_here": (
        "This sign-in was not started in this tab, or is already finished. Please sign in again."
    ),
    "senseless_answer": ("The sign-in service sent an invalid response. Please try again."),
    "configuration_changed": "This page changed during the sign-in. Please sign in again.",
    "answer_too_large": (
        "The sign-in service sent more data than this page accepts. Please try again."
    ),
    "clock_wrong": "This device's clock seems to be wrong. Set it right, then sign in again.",
    "not_verified": (
        "The sign-in could not be verified, so it was not used. Please sign in again."
    ),
    "too_weak": (
        "The sign-in was weaker than this needs, so it was not used. Set up a second factor, then "
        "try again."
    ),
    "cancelled": "Sign-in was cancelled.",
    "refused": "The sign-in service refused the sign-in. It said: {said}",
    "page_failed": "Something went wrong in this page. Please reload it.",
    # --- the session's states
    "state_signed_in": "Signed in",
    "state_renewing": "Renewing …",
    "state_offline": "Offline: you stay signed in, and the page tries again automatically",
    "state_expiring": "Signed in; the session ends soon",
    "said_signed_in": "You are signed in.",
    "said_renewed": "The tokens were renewed.",
    "said_offline": "The sign-in service cannot be reached. You stay signed in.",
    "said_online": "The sign-in service can be reached again.",
    "said_signed_out": "You are signed out.",
    "said_expiring": "Your session ends within a minute. Save what you are working on.",
    # --- why a session ended
    "ended_refused": "Your session has ended: Cognito did not renew it.",
    "ended_signed_out_elsewhere": "You have signed out in another tab.",
    "ended_user_changed": "Somebody else has signed in in another tab.",
    "ended_session_limit": "Your session has reached the longest duration that this page allows.",
    "ended_idle": "You were signed out because you were inactive.",
    # --- time
    "hours_left": "{hours} h {minutes} min left",
    "minutes_left": "{minutes} min {seconds} s left",
    "seconds_left": "{seconds} s left",
    "over": "expired",
    "about": "about {left}",
    "untold": "unknown to the page",
    "renewals": "Renewals since you signed in: {count}",
    # --- the app
    "no_groups": "none",
}


def text(key: str, **values: object) -> str:
    """Return a text in the page's language.

    Args:
        key: The name of the text in `ENGLISH`.
        values: What to put in place of each `{name}`.

    Returns:
        Plain text, never markup.

    Raises:
        KeyError: There is no such text.
    """
    return filled(translation(key) or ENGLISH[key], values)


def filled(words: str, values: "dict[str, object]") -> str:
    """Return a text with a value in place of each `{name}`."""
    for name, value in values.items():
        words = words.replace("{" + name + "}", str(value))
    return words


def translation(key: str) -> str:
    """Return a text in the page's language, or "" if that is English or has no such text."""
    words = _of_the_page().get(key)
    return words if isinstance(words, str) else ""


_read: "dict[str, dict[str, object]]" = {}


def _of_the_page() -> "dict[str, object]":
    """Return the texts that came with another language; none in English."""
    language = js.document.documentElement.lang
    if language not in _read:
        found = js.document.querySelector('meta[name="texts"]')
        _read[language] = {} if is_none(found) else _parsed(found.content)
    return _read[language]


def _parsed(content: str) -> "dict[str, object]":
    try:
        texts = json.loads(content)
    except ValueError:  # not by static/language.js
        return {}
    return texts if isinstance(texts, dict) else {}
