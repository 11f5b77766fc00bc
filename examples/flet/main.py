"""A Flet app that shows the name of the signed-in person, and what the API says."""

import flet as ft
from cognito_auth.remote import remote_client


async def main(page: ft.Page) -> None:
    """Ask the page that owns the session."""
    client = await remote_client()
    response = await client.fetch("/api/user")
    page.add(ft.Text(f"{client.session.user.name}: {response.text()}"))


ft.run(main)
