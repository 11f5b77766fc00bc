"""The app that signed-in people use. Edit this file."""

from auth import Page, Session
from auth.page.announcer import Announcer
from auth.page.formatting import indented, initials, write_pairs
from auth.page.session_panel import SessionPanel
from auth.page.texts import text

page = Page()
announcer = Announcer(page)
SessionPanel(page)


@page.on_session
def show(session: Session) -> None:
    """Show who is signed in."""
    if session.user is not None:
        page.write("name", session.user.name)
        page.write("initials", initials(session.user.name))
        page.write("email", session.user.email)
        page.write("groups", ", ".join(session.user.groups) or text("no_groups"))


@page.on_click("call-api")
async def call_the_api() -> None:
    """Call the API and show its response."""
    response = await page.client.fetch("/api/user")
    answer = indented(response.text()) if response.ok else f"HTTP {response.status}"
    page.write("api-result", answer)


@page.on_click("show-profile")
async def show_the_profile() -> None:
    """Show the person's attributes, fresh from Cognito."""
    write_pairs(page, "profile", await page.client.fetch_user_info())


@page.on_click("renew")
async def renew() -> None:
    """Renew the tokens now."""
    await page.client.refresh()
    announcer.say("said_renewed")


@page.on_click("sign-out-here")
async def sign_out_here() -> None:
    """Sign out of this page only: Cognito's own session stays."""
    await page.client.sign_out(hosted=False)


@page.on_click("switch-account")
async def switch_account() -> None:
    """Sign out everywhere, then open the sign-in page."""
    await page.client.sign_out(then="sign_in")


await page.start()  # type: ignore[top-level-await]  # noqa: F704, PLE1142 - a page's program
