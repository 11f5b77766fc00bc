"""Genuine responses, recorded so that they can be sent to another person."""

from auth.protocol.http import Request, Response
from auth.testing.doubles import ScriptedTransport
from tests.support.tab import TOKEN_PATH, Tab


class Noting(ScriptedTransport):
    """Passes everything on, and keeps what the token endpoint answered."""

    def __init__(self, behind: ScriptedTransport) -> None:
        super().__init__(behind)
        self.answers: list[Response] = []

    async def send(self, request: Request) -> Response:
        """Send a request, and record the token endpoint's response."""
        answer = await super().send(request)
        if request.url.endswith(TOKEN_PATH):
            self.answers.append(answer)
        return answer


async def tokens_for(tab: Tab, callback: str) -> Response:
    """Sign in with `callback`, and return what the token endpoint answered."""
    behind = tab.transport
    noting = tab.transport = Noting(behind)
    await tab.come_back(callback)
    tab.transport = behind
    return noting.answers[-1]
