"""The smallest app: show the person's name, and call the API."""

from auth import Page, Session

page = Page()


@page.on_session
def show(session: Session) -> None:
    """Show the name of the signed-in person."""
    if session.user is not None:
        page.write("name", session.user.name)


@page.on_click("call-api")
async def call_the_api() -> None:
    """Call the API and show its response."""
    reply = await page.client.fetch("/api/user")
    page.write("api-result", reply.text())


await page.start()
