"""Chromium's virtual authenticator, over the DevTools protocol (domain WebAuthn)."""

from playwright.sync_api import Page


class VirtualAuthenticator:
    """A platform authenticator of a page, which confirms everything.

    Args:
        page: The page.
        verifies: Whether it recognises the person; otherwise it refuses after a while.
    """

    def __init__(self, page: Page, *, verifies: bool = True) -> None:
        self._session = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": verifies,
            "automaticPresenceSimulation": True,
        }
        added = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = {"authenticatorId": added["authenticatorId"]}

    def relying_parties(self) -> list[str]:
        """Return the RP IDs of its credentials."""
        found = self._session.send("WebAuthn.getCredentials", self._id)["credentials"]
        return [one["rpId"] for one in found]
