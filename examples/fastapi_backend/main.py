"""The page: it calls an API on another origin, which is listed in `api_origins`."""

import js

from auth import AuthConfig, Page, Session

page = Page()
[api] = AuthConfig.from_pyscript().api_origins
DELETE_ALL = "delete all notes"


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


@page.on_click("delete-all")
async def delete_all() -> None:
    """Delete all notes. The backend demands a second factor for this, and the page asks for it."""
    reply = await page.client.fetch(
        f"{api}/notes", method="DELETE", step_up=True, app_state=DELETE_ALL
    )
    show_notes(reply.raise_for_status().json())


@page.on_session
async def resume(session: Session) -> None:
    """Go on with the deletion after that sign-in, once."""
    if session.app_state == DELETE_ALL and page.client.take_app_state():
        await delete_all()


def show_notes(notes: list[str]) -> None:
    """Show each note on a line of its own."""
    page.write("notes", "\n".join(notes) or "No notes")


await page.start()
