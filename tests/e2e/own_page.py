"""Serves the page of docs/your-own-page.md unchanged, with the packaged zip."""

import re

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from server.page_zip import file_name, page_zip
from server.public_files import TYPES
from server.runtimes import ROOT

GUIDE = ROOT / "docs" / "your-own-page.md"
RUNTIMES = ROOT / "static" / "runtime"
INTERPRETERS = {"py": "/pyodide/pyodide.mjs", "mpy": "/micropython/micropython.mjs"}
FOLDERS = ("pyscript", "pyodide", "micropython")
TOML_END = re.compile(r"\n\[auth\]\n.*", re.DOTALL)


class OwnPage:
    """Serves the guide's page instead of the project's, without headers; the API stays.

    Args:
        page: The application with the API.
        interpreter: `py` or `mpy`.
        settings: A `pyscript.toml` whose `[auth]` table fits the stand-in.
    """

    def __init__(self, page: ASGIApp, *, interpreter: str, settings: str) -> None:
        self._page = page
        table = settings.partition("[auth]")[2]
        toml = TOML_END.sub("", _block("toml")) + f"\n[auth]{table}"
        html = _block("html").replace('type="py"', f'type="{interpreter}"')
        self._files = {
            "/": (".html", html.encode()),
            "/icon.svg": (".svg", (ROOT / "static" / "icon.svg").read_bytes()),
            "/main.py": (".py", _block("python").encode()),
            # Served from here instead of the network that PyScript takes it from.
            "/pyscript.toml": (
                ".toml",
                f'interpreter = "{INTERPRETERS[interpreter]}"\n{toml}'.encode(),
            ),
            f"/{file_name(ROOT)}": (".zip", page_zip(ROOT)),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Return the response to one request."""
        if scope["path"].startswith("/api/"):
            await self._page(scope, receive, send)
            return
        found = self._files.get(scope["path"]) or _of_an_interpreter(scope["path"])
        if found is None:
            response = Response(status_code=404)
        else:
            response = Response(found[1], headers={"content-type": TYPES[found[0]]})
        await response(scope, receive, send)


def _block(language: str) -> str:
    found = re.search(rf"```{language}(?: \w+)?\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)
    assert found is not None
    return found[1]


def _of_an_interpreter(path: str) -> tuple[str, bytes] | None:
    """Return a file of `static/runtime`, or an empty module for a plugin of PyScript."""
    _, folder, *names = path.split("/")
    if folder not in FOLDERS or len(names) != 1:
        return None
    file = RUNTIMES / folder / names[0]
    if file.is_file():
        return file.suffix if file.suffix in TYPES else ".txt", file.read_bytes()
    return (".js", b"export default () => {};") if folder == "pyscript" else None
