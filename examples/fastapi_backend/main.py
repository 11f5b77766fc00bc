"""The page: it calls an API on another origin, which is listed in `api_origins`."""

import js

from auth import AuthConfig, Page, Session

page = Page()
[api] = AuthConfig.from_pyscript().api_origins


@page.on_session
def show(session: Session) -> None:
    """Greet the signed-in person."""
    if session.user is not None:
        page.write("name", session.user.name)


@page.on_click("read")
async def read() -> None:
    """Show the notes."""
    reply = await page.client.fetch(f"{api}/notes")
    show_notes(reply.raise_for_status().json())


@page.on_click("add")
async def add() -> None:
    """Add a note."""
    text = str(js.document.getElementById("note").value)
    reply = await page.client.fetch(f"{api}/notes", method="POST", json={"text": text})
    show_notes(reply.raise_for_status().json())


def show_notes(notes: list[str]) -> None:
    """Show each note on a line of its own."""
    page.write("notes", "\n".join(notes))


await page.start()
