"""The transport that docs/libraries.md gives to people who want httpx."""

import re
from pathlib import Path
from typing import Any

import httpx

from tests.support import samples
from tests.support.tab import Browser, signed_in

GUIDE = Path(__file__).parents[4] / "docs" / "libraries.md"
RECIPE = re.search(
    r"```python client\n(import httpx\n.*?)\n\napi = ", GUIDE.read_text("utf-8"), re.DOTALL
)


async def test_the_recipe_works(one_browser: Browser) -> None:
    """Bodies, headers and statuses go through, with the token put in by `client.fetch`."""
    assert RECIPE is not None
    names: dict[str, Any] = {}
    exec(RECIPE[1], names)  # noqa: S102 - the documented program
    tab = await signed_in(one_browser)
    tab.transport.answer(
        "/api/notes", samples.reply({"id": 7}, 201, content_type="application/json")
    )
    transport = names["SignedInTransport"](tab.client)
    async with httpx.AsyncClient(transport=transport, base_url=samples.PAGE) as api:
        reply = await api.post("/api/notes", json={"text": "hello"})
    assert (reply.status_code, reply.json()) == (201, {"id": 7})
    sent = tab.transport.requests[-1]
    assert (sent.method, sent.body) == ("POST", b'{"text":"hello"}')
    assert dict(sent.headers)["content-type"] == "application/json"
    assert dict(sent.headers)["Authorization"].startswith("Bearer ")
