"""What a block of Python may take for granted, by the word behind its language.

| word        | what is there |
|-------------|---------------|
| (none)      | nothing: the block imports all that it uses |
| `continued` | what the block before it in the same document has left behind |
| `client`    | somebody signed in: `page`, `client`, its `config`, and the protocol's vocabulary |
| `page`      | a page, somebody signed in: the block is its program; then buttons are pressed |
| `aws`       | as `page`, with an identity pool; nothing is pressed, a browser test does |
| `pyodide`   | Pyodide: it is compiled here, and what it does is tried in a browser |
"""

import ast
import inspect
import json
import os
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from auth import AuthClient, AuthConfig, errors
from auth.calls.response import ApiResponse
from auth.ports import Runtime
from auth.protocol import authorization, callback, logout, token_endpoint
from auth.protocol.http import Request, Response
from tests.documents.blocks import Block
from tests.support import samples
from tests.support.document_double import Document, a_page
from tests.support.tab import Browser

Names = dict[str, Any]
Programs = list[tuple[str, str]]
CONTINUED = "continued"
VALUES = {**samples.SETTINGS, "region": "eu-west-1", "user_pool_id": "eu-west-1_StandIn01"}


async def run_chain(blocks: Sequence[Block]) -> None:
    """Run a block, and those that continue it, at the stage that the first one names."""
    # Lines count from the top of the document, so that a traceback leads there.
    programs = [("\n" * block.line + block.text, str(block.document)) for block in blocks]
    try:
        await CONTEXTS[blocks[0].needs](programs)
    except NameError as failure:
        failure.add_note(
            f"{blocks[0].place}: what a block needs stands behind ```python, as one of"
        )
        failure.add_note(str(__doc__))
        raise


async def run_line(line: str, place: str) -> None:
    """Run one line of a table for somebody who is signed in; "…" stands for a sound setting."""
    filled = re.sub(r'"(\w+)": "…"', lambda key: f'"{key[1]}": {VALUES[key[1]]!r}', line)
    await _with_a_client([(filled, place)])


async def _run(programs: Programs, names: Names) -> Names:
    for text, place in programs:
        code = compile(text, place, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        running = eval(code, names)  # noqa: S307 - the project's own documents
        if inspect.isawaitable(running):
            await running
    return names


async def _alone(programs: Programs) -> None:
    await _run(programs, {"__name__": "example"})


async def _with_a_client(programs: Programs) -> None:
    with a_page(await _runtime(), samples.SETTINGS) as document:
        names = await _run([(PAGE, "a page")], {})
        await _run(programs, names | _vocabulary(names["page"].client))
        await _press(document)


async def _in_a_page(programs: Programs) -> None:
    with a_page(await _runtime(), samples.SETTINGS) as document:
        await _run(programs, {"__name__": "__main__"})
        assert document.state == "signed_in", "a page's program ends with `await page.start()`"
        await _press(document)


async def _runtime() -> Runtime:
    """Give the ports of a tab in which somebody has signed in, and which is loaded anew."""
    tab = Browser().tab()
    await tab.sign_in()
    return tab.load(f"{samples.PAGE}/")._runtime


async def _with_an_identity_pool(programs: Programs) -> None:
    with a_page(await _runtime(), {**samples.SETTINGS, **IDENTITY_POOL}) as document:
        await _run(programs, {"__name__": "__main__"})
        assert document.state == "signed_in"


async def _compiled(programs: Programs) -> None:
    for text, place in programs:
        compile(text, place, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


async def _press(document: Document) -> None:
    """Press what the program listens to; nothing of it may fail."""
    await document.click_everything(but=("sign-in", "sign-out"))
    assert document.getElementById("alert").textContent == ""


CONTEXTS: dict[str, Callable[[Programs], Awaitable[None]]] = {
    "": _alone,
    "client": _with_a_client,
    "page": _in_a_page,
    "aws": _with_an_identity_pool,
    "pyodide": _compiled,
}


IDENTITY_POOL = {
    "identity_pool_id": "eu-west-1:5c1b7a9e-0000-4000-8000-57a4d1401001",
    "aws_origins": ["https://abc123.execute-api.eu-west-1.amazonaws.com"],
}
PAGE = """
from auth.page import Page
page = Page()
await page.start()
"""


def _vocabulary(client: AuthClient) -> Names:
    """Give what lines about a client take for granted."""
    transaction = samples.transaction()
    body = json.dumps({"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 3600})
    here = {
        "AuthClient": AuthClient,
        "AuthConfig": AuthConfig,
        "client": client,
        "config": samples.config(identity_provider="Google"),
        "listener": print,
        "os": os,
        "refresh_token": "opaque",
        "response": ApiResponse(
            Request("GET", f"{samples.PAGE}/api"),
            Response(200, headers={"x-total": "3"}, body=body.encode()),
        ),
        "runtime": lambda: client._runtime,
        "time": time,
        "transaction": transaction,
        "url": f"{samples.PAGE}/?code=c&state={transaction.state}",
    }
    modules = (errors, token_endpoint, callback, authorization, logout)
    return {name: value for module in modules for name, value in vars(module).items()} | here
