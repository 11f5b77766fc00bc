"""A small page with every kind of file next to it, and requests to it without a socket."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from server.page import ENTRY_TAGS

CONFIGURATION = """\
name = "example"

[files]
"/reports.py" = ""

[auth]
domain = "localhost:8001"
issuer = "http://localhost:8002/eu-west-1_Example01"
client_id = "2hd8exampleclient"
redirect_uri = "http://localhost:8000/"
logout_uri = "http://localhost:8000/"
scopes = ["openid"]
api_origins = ["http://localhost:8000"]
"""
PUBLIC = {
    "index.html": f"<!doctype html>{ENTRY_TAGS['launcher']}",
    "main.py": "print('hello')",
    "reports.py": "REPORTS = []",
    "auth/__init__.py": "",
    "auth/protocol/pkce.py": "# pkce",
    "static/boot.js": "void 0",
    "static/style.css": "body {}",
    "static/runtime/pyodide/pyodide.asm.wasm": "wasm",
    "static/runtime/pyodide/pyodide.mjs": "export {}",
    "static/runtime/pyodide/python_stdlib.zip": "zip",
    "static/runtime/pyodide/pyodide-lock.json": "{}",
}
PRIVATE = {
    "serve.py": "",
    "pyproject.toml": "",
    "constraints.txt": "",
    "other.py": "",
    ".git/config": "",
    ".env": "",
    "server/page.py": "",
    "tests/test_page.py": "",
    "infra/development.toml": "",
    "auth/notes.md": "",
    "auth/backend/keys.py": "",
    "auth/testing/__init__.py": "",
    "cognito_stand_in/__init__.py": "",
    "cognito_stand_in/static/style.css": "",
    "auth/__pycache__/client.py": "",
    "static/.hidden.js": "",
    "static/core.js.map": "",
    "static/LICENSE": "",
}

Ask = Callable[..., httpx.Response]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with public and private files, and a `pyscript.toml`."""
    for name, content in {**PUBLIC, **PRIVATE, "pyscript.toml": CONFIGURATION}.items():
        file = tmp_path / "page" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    (tmp_path / "outside.js").write_text("")
    return tmp_path / "page"


@pytest.fixture
def ask() -> Ask:
    """Return the function that sends one request to an application and returns the response."""

    def send(
        app: ASGIApp,
        path: str,
        method: str = "GET",
        origin: str = "http://localhost:8000",
        **headers: str,
    ) -> httpx.Response:
        async def exchange() -> httpx.Response:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport) as client:
                return await client.request(method, f"{origin}{path}", headers=headers)

        return asyncio.run(exchange())

    return send
