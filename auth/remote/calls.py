"""Calls of a client, carried out by the owner's `AuthClient`."""

from ..errors import ArgumentRefused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any, Protocol

    from ..client import AuthClient
    from ..session.record import SessionRecord

    Arguments = dict[str, Any]

    class Document(Protocol):
        """What clients may use of a `Page`."""

        def write(self, element_id: str, text: str) -> None:
            """Show a text in an element until nobody is signed in any more."""

        def alert(self, text: str) -> None:
            """Show a text in `#alert`."""

        def on_click(self, element_id: str) -> Callable[[Callable[[], None]], object]:
            """Call the decorated function when an element is clicked."""


OF_ONE_SESSION = (
    "fetch",
    "fetch_user_info",
    "get_access_token",
    "refresh",
    "revoke",
    "take_app_state",
    "write",
)
"""The calls that belong to the session that the client knew when it made them: what one person's
app writes late does not appear after the sign-out."""

OF_THE_PAGE = ("write", "alert", "on_click")
"""The calls that need a document."""

WITHHELD = "get_access_token: the owner of the session keeps the token: call client.fetch"


async def run_call(client: "AuthClient", name: str, arguments: "Arguments") -> object:
    """Carry out any call but `fetch`, and return its result as JSON.

    Args:
        client: The owner's client.
        name: One of `messages.CALLS`.
        arguments: Its arguments, whose values have not been checked yet.

    Raises:
        AuthError: As the method of `AuthClient` does.
    """
    if name in ("sign_in", "sign_up", "reset_password"):
        await _enter(getattr(client, name), arguments)
        return None
    if name == "sign_out":
        result = await client.sign_out(**arguments)
        return {"local": result.local, "revoked": result.revoked, "hosted": result.hosted}
    if name == "take_app_state":
        client.take_app_state()  # the client has it already
        return None
    result = await getattr(client, name)()
    return None if name == "refresh" else result  # its session has been sent already


async def _enter(method: "Callable[..., Awaitable[None]]", arguments: "Arguments") -> None:
    parameters = arguments.pop("parameters")
    if not isinstance(parameters, dict) or not all(
        isinstance(value, str) and name not in arguments for name, value in parameters.items()
    ):
        raise ArgumentRefused("parameters: got an invalid value, expected strings by name")
    await method(**arguments, **parameters)


def run_page_call(
    page: "Document | None",
    name: str,
    arguments: "Arguments",
    clicked: "Callable[[str], None]",
) -> None:
    """Carry out a call that shows something in the document, or follows clicks in it.

    Args:
        page: The owner's page; None if clients may not use it.
        name: One of `OF_THE_PAGE`.
        arguments: Its arguments, whose values have not been checked yet.
        clicked: Called with the id of an element when it is clicked.

    Raises:
        ArgumentRefused: There is no page, no such element, or an argument is not a string.
    """
    if page is None:
        raise ArgumentRefused(f"{name}: the owner of the session shows nothing for this client")
    if not all(isinstance(value, str) for value in arguments.values()):
        raise ArgumentRefused(f"{name}: got an argument that is not a string")
    message = ""
    try:
        if name == "on_click":
            element_id: str = arguments["element_id"]
            page.on_click(element_id)(lambda: clicked(element_id))
        else:
            getattr(page, name)(**arguments)
    except LookupError as error:
        message = str(error)
    if message:
        raise ArgumentRefused(message)


class SessionNumber:
    """Counts the sessions that an owner has had: a client's call names the one it belongs to.

    Args:
        client: The owner's client.
    """

    def __init__(self, client: "AuthClient") -> None:
        self._current = client._current  # noqa: SLF001 - it has the record
        self._record: SessionRecord | None = None
        self._number = 0

    def current(self) -> int:
        """Return the number of the session that there is now."""
        last, self._record = self._record, self._current.record
        if not _are_same(last, self._record):
            self._number += 1
        return self._number


def _are_same(one: "SessionRecord | None", other: "SessionRecord | None") -> bool:
    if one is None or other is None:
        return one is other
    return one.is_same_session(other)
