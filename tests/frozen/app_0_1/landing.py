"""The landing page's own button."""

from cognito_auth.page.launcher import page


@page.on_click("recent")
async def sign_in_again() -> None:
    """Sign in with a password, although there may be a session at Cognito."""
    await page.client.sign_in(max_age=0, app_state={"from": "landing"})
