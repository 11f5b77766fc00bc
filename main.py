"""The app: what a signed-in person sees. This is the file to edit."""

from auth import Session
from auth.browser import Page, runtime

page = Page(runtime())


@page.on_session
def show(session: Session) -> None:
    """Say who is signed in."""
    if session.user is not None:
        page.write("name", session.user.name)
        page.write("email", session.user.text("email"))
        page.write("groups", ", ".join(session.user.groups) or "none")


@page.on_click("call-api")
async def call_the_api() -> None:
    """Ask the backend who it thinks this is."""
    response = await page.client.fetch("/api/user")
    page.write("api-result", response.text() if response.ok else f"HTTP {response.status}")


await page.start()  # type: ignore[top-level-await]  # noqa: F704, PLE1142 - a page's program
