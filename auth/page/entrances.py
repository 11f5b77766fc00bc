"""Ways to sign in that need HTML alone: `data-auth` on a button or a link."""

import js

from ..browser.ffi import is_none
from ..errors import ArgumentRefused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from ..client import AuthClient

ENTRANCES = ("sign-in", "sign-up", "reset-password")
"""The values of `data-auth`: the page of Cognito's that a click leads to."""

PARAMETERS = ("identity_provider", "idp_identifier", "login_hint", "lang", "prompt", "acr_values")
"""The parameters that `data-` attributes set, such as `data-login-hint` (OIDC Core 3.1.2.1)."""


def find_entrances() -> "list[Any]":
    """Return the elements of the document that have a `data-auth` attribute."""
    return _select("[data-auth]")


def find_dead_buttons(bound: "list[str]") -> "list[Any]":
    """Return the visible buttons without a click handler.

    Args:
        bound: The ids of elements that have a click handler.
    """
    buttons = _select("button:not([data-auth], [popovertarget], [commandfor], form *)")
    return [one for one in buttons if one.id not in bound and not is_none(one.offsetParent)]


def entrance(element: "Any", client: "AuthClient") -> "Callable[[], Awaitable[None]]":
    """Return the function that a click on an element with `data-auth` calls.

    Raises:
        ArgumentRefused: `data-auth` is none of `ENTRANCES`, a parameter is empty, or two of them
            exclude each other.
    """
    name = str(element.getAttribute("data-auth"))
    if name not in ENTRANCES:
        raise ArgumentRefused(f'data-auth: got "{name}", expected one of {", ".join(ENTRANCES)}')
    parameters = _parameters(element)

    async def enter() -> None:
        await getattr(client, name.replace("-", "_"))(**parameters)

    return enter


def _parameters(element: "Any") -> "dict[str, str]":
    found: dict[str, str] = {}
    for name in PARAMETERS:
        attribute = "data-" + name.replace("_", "-")
        value = element.getAttribute(attribute)
        if value == "":
            raise ArgumentRefused(f"{attribute}: got an empty string, expected a value")
        if not is_none(value):
            found[name] = str(value)
    if "identity_provider" in found and "idp_identifier" in found:
        raise ArgumentRefused("data-identity-provider, data-idp-identifier: expected only one")
    return found


def _select(selector: str) -> "list[Any]":
    found = js.document.querySelectorAll(selector)
    return [found[at] for at in range(found.length)]
