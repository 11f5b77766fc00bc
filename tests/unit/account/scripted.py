"""A tab whose pool answers what a test has scripted."""

import json

from auth.account import Account
from auth.errors import AuthError
from auth.protocol.http import Response
from tests.support import samples
from tests.support.tab import Browser, Tab, signed_in

SCOPES = [*samples.SETTINGS["scopes"], "aws.cognito.signin.user.admin"]  # type: ignore[misc]
TARGET = "AWSCognitoIdentityProviderService."


class Scripted:
    """An account of a signed-in person, and what was sent about it.

    Args:
        tab: The tab in which somebody is signed in.
        max_age: As for `Account`.
    """

    def __init__(self, tab: Tab, max_age: int | None = None) -> None:
        self.tab = tab
        self.offered: list[str] = []
        self.outcome: tuple[str, str] = ('{"id": "a-credential"}', "")
        self.account = Account(tab.client, max_age=max_age, create_passkey=self._create)
        self._sent_before = len(tab.transport.requests)

    def answers(self, *answers: object) -> None:
        """Answer the next requests with these documents, responses or errors."""
        self.tab.transport.answer(
            "/",
            *[
                one if isinstance(one, Response | AuthError) else samples.reply(one)
                for one in answers
            ],
        )

    def refuses(self, name: str, message: str = "") -> None:
        """Answer the next request with an exception of Cognito's."""
        self.answers(refusal(name, message))

    @property
    def sent(self) -> list[tuple[str, dict[str, object]]]:
        """The operations and their members, without the access token, which is checked."""
        requests = [
            one
            for one in self.tab.transport.requests[self._sent_before :]
            if "X-Amz-Target" in dict(one.headers)
        ]
        found = []
        for request in requests:
            assert isinstance(request.body, str)
            members = json.loads(request.body)
            assert members.pop("AccessToken").count(".") == 2
            assert request.url == "http://localhost:8002/"
            assert "Authorization" not in dict(request.headers)
            found.append((dict(request.headers)["X-Amz-Target"].removeprefix(TARGET), members))
        return found

    async def _create(self, options: str) -> tuple[str, str]:
        self.offered.append(options)
        return self.outcome


def refusal(name: str, message: str = "") -> Response:
    """Return the response with an exception of Cognito's."""
    return samples.reply({"__type": name, "message": message}, 400)


async def at_work(browser: Browser, max_age: int | None = None) -> Scripted:
    """Return the account of Ada, who is signed in."""
    tab = await signed_in(browser, "ada", scopes=SCOPES)
    return Scripted(tab, max_age)
