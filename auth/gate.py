"""The doorman: decides on MicroPython, in a tenth of a second, who needs Pyodide.

Somebody with no session gets a landing page whose "Sign in" works at once, and is not made to
download CPython on the way to a login page. Only for a signed-in person is `main.py` started.
"""

import js

from auth.browser import Page, runtime
from auth.session import Session


def start_the_app() -> None:
    """Run `main.py` on Pyodide. PyScript sees the element; no HTML is parsed (Trusted Types)."""
    script = js.document.createElement("py-script")
    script.setAttribute("src", js.document.getElementById("app").getAttribute("href"))
    js.document.body.append(script)


async def main() -> None:
    """Open the door: restore, finish or offer a sign-in; step aside once somebody is signed in."""
    page = Page(runtime())

    @page.on_session
    def step_aside(session: Session) -> None:
        if session.user is not None:
            page.write("name", session.user.name)  # while the app, which has more to say, starts
            page.hand_over()
            start_the_app()

    await page.start()


await main()  # type: ignore[top-level-await]  # noqa: F704, PLE1142 - a page's program
