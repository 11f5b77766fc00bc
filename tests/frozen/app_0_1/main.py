"""The app: what the guide of version 0.1 documents for pages."""

from reports import summary

from cognito_auth import AuthError, Page, Session

page = Page()
events: list[str] = []


@page.on_session
def show(session: Session) -> None:
    """Show who is signed in."""
    if session.user is not None:
        page.write("name", session.user.name)
        page.write("claims", summary(session.user))


@page.on_session
async def record(session: Session) -> None:
    """Show what happened to the session."""
    events.append(session.event)
    page.write("events", f"{session.renewals} renewals, {events[-1]}")


@page.on_click("call-api")
async def call_the_api() -> None:
    """Call the API."""
    response = await page.client.fetch("/api/user")
    page.write("result", response.raise_for_status().json()["username"])


@page.on_click("profile")
async def show_the_profile() -> None:
    """Show an attribute, fresh from Cognito."""
    profile = await page.client.fetch_user_info()
    page.write("result", str(profile["email"]))


@page.on_click("renew")
async def renew() -> None:
    """Renew the tokens now."""
    await page.client.refresh()


@page.on_click("elsewhere")
async def call_another_origin() -> None:
    """Try to send the token to an origin that is not configured."""
    try:
        await page.client.fetch("https://elsewhere.example/")
    except AuthError as error:
        page.write("result", type(error).__name__)


@page.on_click("mistake")
def show_a_mistake() -> None:
    """Show a sentence of the app's own."""
    page.alert("Every line needs a name.")


@page.on_click("sign-out-here")
async def sign_out_here() -> None:
    """Sign out of this page only."""
    await page.client.sign_out(hosted=False)


await page.start()
