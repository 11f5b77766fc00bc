"""A page of an attacker, on the origin of Cognito's domain."""

from playwright.sync_api import Page

from tests.e2e.site import Site


def open_attacker(page: Page, site: Site, html: str) -> None:
    """Load a page with this body from another origin than the app's."""
    address = f"{site.origins.domain}/attacker"
    page.route(address, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(address)
