"""Click handlers that show what they did, and lead to a new sign-in if one is needed (RFC 9470)."""

from ..errors import AuthError, StepUpRequired
from .controls import find_element, sentence_of
from .forms import words
from .page import Page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    Handler = Callable[[], Awaitable[None]]

__all__ = ["Actions"]

_SECTION = "section"


class Actions:
    """The click handlers of a page, and the element `done` that shows what the last one did.

    Args:
        page: The page.
        controls: The `id` of the control to go on with after a new sign-in, by section.
    """

    def __init__(self, page: Page, controls: "dict[str, str]") -> None:
        self._page = page
        self._controls = controls

    def say(self, key: str, **values: object) -> None:
        """Show and announce what was done, until the next click.

        Args:
            key: The sentence, see `auth.page.forms.words`.
            values: What to put in place of each `{name}`.
        """
        self._page.write("done", words(key, **values))

    def on_click(self, element_id: str, section: str = "") -> "Callable[[Handler], Handler]":
        """Call the decorated coroutine function when an element is clicked.

        If it raises StepUpRequired, the browser leaves for such a sign-in and returns to this page,
        where the person has to click again: nothing is repeated automatically.

        Args:
            element_id: The element's `id`.
            section: One of `controls`, if the function may raise StepUpRequired.
        """

        def register(handler: "Handler") -> "Handler":
            async def clicked() -> None:
                self._page.write("done", "")
                try:
                    await handler()
                except StepUpRequired as demand:
                    level = {"acr_values": demand.acr_values} if demand.acr_values else {}
                    await self._page.client.sign_in(
                        app_state={_SECTION: section}, max_age=demand.max_age, **level
                    )

            self._page.on_click(element_id)(clicked)
            return handler

        return register

    async def attempt(self, handler: "Handler") -> None:
        """Call a coroutine function outside of a click, and show an AuthError as a sentence.

        Args:
            handler: The function.
        """
        try:
            await handler()
        except AuthError as error:
            self._page.alert(sentence_of(error))

    def return_to_control(self) -> bool:
        """Move the focus back to the control that needed a new sign-in, once after that sign-in.

        Returns:
            Whether somebody has returned from such a sign-in.

        Raises:
            StorageUnavailable: The browser blocks sessionStorage.
        """
        state = self._page.client.take_app_state()
        section = state.get(_SECTION) if isinstance(state, dict) else None
        if section not in self._controls:
            return False
        find_element(self._controls[section]).focus()
        return True
