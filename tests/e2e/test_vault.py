"""`token_storage = "worker"`: a worker has the tokens, and the page's programs ask it."""

from playwright.sync_api import expect

from tests.e2e.entries import in_vault
from tests.e2e.remote import Remote


@in_vault("launcher", "mpy")
def test_a_sign_in_the_api_a_renewal_and_a_sign_out(remote: Remote) -> None:
    """They work as without a vault, and no program gets the token."""
    remote.signs_in()
    expect(remote.page.locator("#name")).to_have_text("Ada Lovelace")
    assert remote.asks("fetch", url="/api/user").value["status"] == 200
    assert remote.asks("fetch_user_info").value["email"] == "ada@example.com"
    assert remote.asks("refresh").value["event"] == "renewed"
    assert remote.asks("get_access_token").error == "ArgumentRefused"
    assert remote.site.grants() == ["authorization_code", "refresh_token"]
    assert remote.asks("sign_out", hosted=False).value["revoked"] is True
    expect(remote.page.locator("html")).to_have_attribute("data-session", "signed_out")
    assert remote.asks("fetch", url="/api/user").error == "SignInRequired"
