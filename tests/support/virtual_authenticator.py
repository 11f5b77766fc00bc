"""An authenticator of Chromium's own, for passkeys without a device (WebAuthn WebDriver API)."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import CDPSession, Page


@contextmanager
def virtual_authenticator(page: Page, *, verifies: bool = True) -> Iterator[CDPSession]:
    """Give a tab an authenticator that confirms everything.

    Args:
        page: The tab.
        verifies: Whether it verifies its user.
    """
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": verifies,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield session
    session.detach()
