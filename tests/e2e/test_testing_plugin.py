"""The fixture `signed_in_page`, as authors of apps use it."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from auth.testing import LocalCognito, person

SignIn = Callable[..., Page]


def test_a_person_of_the_test_is_signed_in(signed_in_page: SignIn, cognito: LocalCognito) -> None:
    """The page is served for the test, and the sign-in goes through the stand-in's own pages."""
    lin = person("lin", name="Lin Ng", email="lin@example.com", email_verified="true")
    page: Any = signed_in_page(user=lin)
    expect(page.locator("#name")).to_have_text("Lin Ng")
    assert cognito.pool.users["lin"] is lin
