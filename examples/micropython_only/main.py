"""An app on MicroPython alone: 200 kB in all, and no Pyodide is ever loaded.

It shows how long the access token is good for, and every step of the session.
"""

import time

from auth import Page, Session

page = Page()
steps: list[str] = []


@page.on_session
def show(session: Session) -> None:
    """Show who is signed in, and each step of the session."""
    steps.append(session.event)
    if session.user is not None and session.expires_at is not None:
        minutes = round((session.expires_at - time.time()) / 60)
        page.write("name", session.user.name)
        page.write("good-for", f"{minutes} minutes, then it is renewed")
        page.write("steps", ", ".join(steps))


@page.on_click("renew")
async def renew() -> None:
    """Renew the tokens now."""
    await page.client.refresh()


await page.start()
