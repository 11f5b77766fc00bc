"""An app in a worker, which shows what it gets of the session and of the API."""

import json

from auth import Session
from auth.errors import AuthError
from auth.remote import RemotePage, remote_client

client = await remote_client()  # type: ignore[top-level-await]  # noqa: F704, PLE1142
page = RemotePage(client)
events: "list[str]" = []


@page.on_session
def show(session: Session) -> None:
    """Show who is signed in, and what has happened."""
    events.append(session.event)
    if session.user is not None:
        page.write("name", f"{session.user.name}, in a worker")
        page.write("groups", ", ".join(session.user.groups))
        page.write("email", " ".join(events))


@page.on_click("call-api")
async def call_the_api() -> None:
    """Call the API, and show its response."""
    response = await client.fetch("/api/user")
    page.write("api-result", response.text())


@page.on_click("show-profile")
async def stream_the_api() -> None:
    """Read the API's response as a stream, and userInfo."""
    response = await client.fetch("/api/user", stream=True)
    count = 0
    async for chunk in response:
        count += len(chunk)
    info = await client.fetch_user_info()
    token = await client.get_access_token()
    page.write("api-result", json.dumps([count, info["email"], len(token) > 100]))


@page.on_click("renew")
async def renew() -> None:
    """Renew the tokens."""
    await client.refresh()


@page.on_click("sign-out-here")
async def sign_out_here() -> None:
    """Sign out of this page, and show what a call says then."""
    await client.sign_out(hosted=False)
    try:
        await client.fetch("/api/user")
    except AuthError as error:
        page.alert(type(error).__name__)


@page.on_click("switch-account")
async def switch_account() -> None:
    """Sign out everywhere, then open the sign-in page."""
    await client.sign_out(then="sign_in")
