"""RemotePage: texts and clicks between a worker and the document of its owner's page."""

import asyncio
from collections.abc import Callable

import pytest

from auth.errors import ArgumentRefused
from auth.remote.page import RemotePage
from tests.support.remote import Pair, RawClient, connected, settle
from tests.support.tab import Browser


class Document:
    """What a client uses of a `Page`, with two elements.

    Attributes:
        shown: The texts by the ids of their elements.
        handlers: What a click calls.
    """

    def __init__(self) -> None:
        self.shown: dict[str, str] = {}
        self.handlers: dict[str, Callable[[], None]] = {}

    def write(self, element_id: str, text: str) -> None:
        """Show a text."""
        if element_id not in ("name", "button"):
            raise LookupError(f"the page has no element with the id {element_id}")
        self.shown[element_id] = text

    def alert(self, text: str) -> None:
        """Show a text in `#alert`."""
        self.shown["alert"] = text

    def on_click(self, element_id: str) -> Callable[[Callable[[], None]], object]:
        """Register a handler."""

        def register(handler: Callable[[], None]) -> None:
            self.handlers[element_id] = handler

        return register


async def page_of(browser: Browser) -> tuple[RemotePage, Document]:
    """Return a page in a worker, and its document."""
    document = Document()
    pair = await connected(browser, page=document)
    return RemotePage(pair.client), document


async def test_texts_appear_in_the_document(one_browser: Browser) -> None:
    """In order."""
    page, document = await page_of(one_browser)
    page.write("name", "Ada")
    page.write("name", "Grace")
    page.alert("<b>text</b>")
    await settle()
    assert document.shown == {"name": "Grace", "alert": "<b>text</b>"}


async def test_a_text_of_a_session_that_is_over_does_not_appear(
    one_browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sign-out has removed what was there, and the worker has not heard of it yet."""
    document = Document()
    pair = await connected(one_browser, page=document)
    page = RemotePage(pair.client)
    leaving = pair.tab.client.sign_out(hosted=False)
    page.write("name", "Ada")
    await leaving
    await settle()
    assert document.shown == {}
    assert "write at the owner raised SignInRequired" in capsys.readouterr().err
    page.write("name", "nobody")  # by now, it has
    await settle()
    assert document.shown == {"name": "nobody"}


async def test_a_session_listener_is_called_at_once(one_browser: Browser) -> None:
    """And with every change."""
    page, _ = await page_of(one_browser)
    seen: list[str] = []

    @page.on_session
    def show(session: object) -> None:
        seen.append(str(session))

    await page.client.refresh()
    assert seen == ["<Session signed_in>", "<Session renewing>", "<Session signed_in>"]


async def test_clicks_reach_their_handlers(
    one_browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """One at a time for each element; what a handler raises goes to the console."""
    page, document = await page_of(one_browser)
    clicks: list[str] = []
    may_end = asyncio.Event()

    @page.on_click("button")
    async def clicked() -> None:
        clicks.append("begun")
        await may_end.wait()
        raise ValueError("a secret")

    await settle()
    document.handlers["button"]()
    document.handlers["button"]()
    await settle()
    assert clicks == ["begun"]
    may_end.set()
    await settle()
    shown = capsys.readouterr().err
    assert 'the click handler of "button" raised ValueError' in shown
    assert "a secret" not in shown
    document.handlers["button"]()
    await settle()
    assert clicks == ["begun", "begun"]


async def test_a_forgotten_id_is_refused(one_browser: Browser) -> None:
    """As `Page.on_click` does; otherwise the handler would never be called."""
    page, _ = await page_of(one_browser)
    with pytest.raises(ArgumentRefused, match="expected an id"):

        @page.on_click  # type: ignore[arg-type]
        def clicked() -> None: ...


async def test_an_element_that_is_missing_is_named_on_the_console(
    one_browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody waits for the text."""
    page, _ = await page_of(one_browser)
    page.write("missing", "x")
    await settle()
    assert "write at the owner raised ArgumentRefused" in capsys.readouterr().err


async def test_a_client_without_a_document_cannot_use_one(one_browser: Browser) -> None:
    """Ports of other programs are for the session only; and only strings are shown."""
    pair = await connected(one_browser)
    with pytest.raises(ArgumentRefused):
        await pair.client._link.call("write", element_id="name", text="x")
    document = Document()
    other = Pair(pair.tab, page=document)
    await other.client.start()
    with pytest.raises(ArgumentRefused):
        await other.client._link.call("write", element_id="name", text=7)
    raw = RawClient(pair)
    assert raw.received == []
    assert document.shown == {}
