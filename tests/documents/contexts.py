"""Where a block of Python in a document runs, by the word after its language.

| word         | how the test runs it |
|--------------|----------------------|
| (none)       | as a file of its own in an empty folder, in a new process |
| `repository` | likewise, in this repository's root folder |
| `terminal`   | likewise, with a person who answers its `input()`; Cognito is the stand-in |
| `continued`  | appended to the previous block of the same document |
| `page`       | as the `main.py` of a page with a signed-in person; then every button is clicked |
| `aws`        | likewise, with an identity pool; no button is clicked |
| `account`    | likewise, with the scope for the person's own account |
| `rows`       | likewise; the rows of the document's tables run after it |
| `client`     | after the lines that start a page, with `page` and `client` defined |
| `tests`      | as a file of tests beside the smallest example, with pytest |
| `pyodide`    | compiled only, because it needs Pyodide |
| `browser`    | compiled only, because it needs a browser |

Pages are doubles here. `tests/e2e/test_guides.py` runs the programs of `aws`, `rows` and `pyodide`
in a browser; `tests/e2e/test_testing_plugin.py` does what those of `browser` do.
"""

import ast
import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from auth.calls.account_api import SCOPE
from auth.calls.response import ApiResponse
from auth.ports import Runtime
from auth.protocol.http import Request, Response
from tests.documents import processes
from tests.documents.blocks import Block, blocks_of
from tests.support import samples
from tests.support.document_double import AnyDocument, a_page
from tests.support.tab import Browser

Names = dict[str, Any]
Programs = list[tuple[str, str]]
CONTINUED = "continued"
ROWS = "rows"
IDENTITY_POOL = {
    "identity_pool_id": "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001",
    "identity_origin": "http://localhost:8002",
    "aws_origins": ["https://abc123.execute-api.eu-west-1.amazonaws.com"],
}
PAGE = """
from auth.page import Page
page = Page()
await page.start()
client = page.client
"""


async def run_chain(blocks: Sequence[Block]) -> None:
    """Run a block and those that continue it, in the context that the first one names."""
    # Line numbers count from the top of the document, so that a traceback leads there.
    programs = [("\n" * block.line + block.text, str(block.document)) for block in blocks]
    try:
        await CONTEXTS[blocks[0].needs](programs)
    except NameError as failure:
        failure.add_note(f"{blocks[0].place}: the word after ```python says how the block runs")
        failure.add_note(str(__doc__))
        raise


async def run_row(line: str, document: Path) -> None:
    """Run one row of a table in a page where somebody is signed in.

    It runs after the document's `rows` block, or after the lines that start a page.
    """
    with await _a_page(IDENTITY_POOL):
        given = {"listener": print, "response": _api_response()}
        names = await _run([(preamble_of(document), str(document))], given)
        await _run([(line, str(document))], names)


def _api_response() -> ApiResponse:
    response = Response(200, headers={"x-total": "3"}, body=b"[]")
    return ApiResponse(Request("GET", f"{samples.PAGE}/api"), response)


def preamble_of(document: Path) -> str:
    """Return what the rows of a document's tables run after."""
    return next((one.text for one in blocks_of(document) if one.needs == ROWS), PAGE)


async def _run(programs: Programs, names: Names) -> Names:
    for text, place in programs:
        code = compile(text, place, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        running = eval(code, names)  # noqa: S307 - the project's own documents
        if inspect.isawaitable(running):
            await running
    return names


async def _a_page(more: Mapping[str, object]) -> AbstractContextManager[AnyDocument]:
    return a_page(await _runtime(), {**samples.SETTINGS, **more})


async def _runtime() -> Runtime:
    """Return the ports of a tab in which somebody has signed in, before its page starts."""
    tab = Browser().tab()
    await tab.sign_in()
    return tab.load(f"{samples.PAGE}/")._runtime


async def _alone(programs: Programs) -> None:
    processes.run_in_an_empty_folder(_joined(programs))


async def _in_the_repository(programs: Programs) -> None:
    processes.run_in_the_repository(_joined(programs))


async def _in_a_terminal(programs: Programs) -> None:
    processes.sign_in_on_a_terminal(_joined(programs))


def _joined(programs: Programs) -> str:
    return "\n".join(text.strip("\n") for text, _ in programs) + "\n"


async def _with_a_client(programs: Programs) -> None:
    with await _a_page({}) as document:
        await _run(programs, await _run([(PAGE, "a page")], {}))
        await _click(document)


async def _in_a_page(programs: Programs) -> None:
    with await _a_page({}) as document:
        await _run(programs, {"__name__": "__main__"})
        assert document.state == "signed_in", "a page's program ends with `await page.start()`"
        await _click(document)


async def _with_an_identity_pool(programs: Programs) -> None:
    with await _a_page(IDENTITY_POOL) as document:
        await _run(programs, {"__name__": "__main__"})
        assert document.state == "signed_in"


async def _with_an_account(programs: Programs) -> None:
    with await _a_page({"scopes": ["openid", "email", SCOPE]}) as document:
        await _run(programs, {"__name__": "__main__"})
        assert document.state == "signed_in"


async def _as_tests(programs: Programs) -> None:
    processes.run_as_tests(_joined(programs))


async def _compiled(programs: Programs) -> None:
    for text, place in programs:
        compile(text, place, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


async def _click(document: AnyDocument) -> None:
    """Click what the program listens to; no handler may fail."""
    await document.click_everything(but=("sign-in", "sign-out"))
    assert document.getElementById("alert").textContent == ""


CONTEXTS: dict[str, Callable[[Programs], Awaitable[None]]] = {
    "": _alone,
    "repository": _in_the_repository,
    "terminal": _in_a_terminal,
    "client": _with_a_client,
    "page": _in_a_page,
    "aws": _with_an_identity_pool,
    "account": _with_an_account,
    ROWS: _with_an_identity_pool,
    "tests": _as_tests,
    "pyodide": _compiled,
    "browser": _compiled,
}
