"""Somebody reads error messages, tracebacks and logs, and makes things fail to get more of them."""

import traceback
from collections.abc import Awaitable, Callable

import pytest

from auth import AuthClient, Session
from auth.errors import AuthError
from auth.protocol.http import Response
from tests.security.page.tripwires import CANARY, Tripped, Tripwires
from tests.support import samples
from tests.support.tab import KEYS_PATH, REVOKE_PATH, TOKEN_PATH, Browser, Tab

LONG = f"{CANARY}-{'x' * 300}"
MOST_CALLS = 400


def written(error: BaseException) -> str:
    """Return all that a log could say of an error."""
    return "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))


class Life:
    """A tab that is signed in, used and signed out of, whatever fails on the way."""

    def __init__(self, tab: Tab, wires: Tripwires) -> None:
        self.tab = tab
        self.wires = wires
        self.errors: list[AuthError] = []
        self.client = self._replace(tab.client)

    def _replace(self, client: AuthClient) -> AuthClient:
        client = AuthClient(self.tab.config, self.wires.runtime(client._runtime))
        client.on("changed", self._hear)
        return client

    def _hear(self, session: Session) -> None:
        if session.error is not None:
            self.errors.append(session.error)

    async def tries(self, work: Callable[[], Awaitable[object]]) -> None:
        """Run `work`, and record the AuthError that it raises."""
        try:
            await work()
        except AuthError as error:
            self.errors.append(error)
        except Tripped:
            pass  # the port's own exception, unharmed: the real ones raise none

    async def is_led(self) -> None:
        """Run the life from the first page to the sign-out."""
        tab = self.tab
        await self.tries(self.client.start)
        await self.tries(self.client.sign_in)
        if tab.navigation.visited:
            login = tab.navigation.visited[-1]
            password = "Analytical-Engine-1843"
            self.client = self._replace(
                tab.load(tab.browser.simple_browser.sign_in(login, "ada", password))
            )
            await self.tries(self.client.start)
        await self.tries(self.client.refresh)
        await self.tries(lambda: self.client.fetch("/api/user"))
        await self.tries(self.client.fetch_user_info)
        await self.tries(self.client.sign_out)


async def test_whatever_fails_no_error_repeats_it(
    one_browser: Browser, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Each call of each port in turn fails with a secret; no error of ours, and no log, has it."""
    failed = set()
    for turn in range(MOST_CALLS):
        one_browser.cognito.sessions.end_all()
        life = Life(one_browser.tab(), Tripwires(turn))
        await life.is_led()
        life.tab.close()  # else each next one is heard by all before it
        if not life.wires.tripped:
            break
        failed.add(life.wires.calls[turn])
        for error in life.errors:
            assert CANARY not in written(error), life.wires.calls[turn]
    assert not life.wires.tripped
    assert failed >= {
        "storage.get",
        "storage.set",
        "storage.remove",
        "storage.keys",
        "navigation.replace_url",
        "navigation.go",
        "transport.send",
        "crypto.random_bytes",
        "crypto.verify_rs256",
        "locks.hold",
        "locks.claim",
        "locks.claimed",
        "channel.post",
    }
    assert CANARY not in "".join(capfd.readouterr()) + caplog.text


BODIES: dict[str, Response] = {
    "error": samples.reply({"error": CANARY}, 400),
    "description": samples.reply({"error": "invalid_grant", "error_description": CANARY}, 400),
    "html": samples.reply(f"<h1>{CANARY}</h1>".encode(), 500),
    "html success": samples.reply(f"<h1>{CANARY}</h1>".encode()),
    "cut short": samples.reply(f'{{"access_token": "{CANARY}'.encode()),
    "twice": samples.reply(f'{{"{CANARY}": 1, "{CANARY}": 2}}'.encode()),
    "not UTF-8": samples.reply(CANARY.encode() + b"\xff"),
    "list": samples.reply([CANARY]),
    "types": samples.reply({"access_token": [CANARY], "token_type": CANARY, "keys": CANARY}),
    "retry": samples.reply({}, 429, retry_after=CANARY),
    "token type": samples.token_reply(token_type=CANARY),
    "access token": samples.token_reply(access_token=f"{CANARY} {CANARY}"),
    "expires in": samples.token_reply(expires_in=CANARY),
    "no token": samples.token_reply(id_token=CANARY),
    "unsigned": samples.token_reply(id_token=samples.sign(samples.id_claims(sub=CANARY))),
    "header": samples.token_reply(id_token=samples.sign(samples.id_claims(), kid=CANARY)),
    "alg": samples.token_reply(id_token=samples.sign(samples.id_claims(), alg=CANARY)),
    "typ": samples.token_reply(id_token=samples.sign(samples.id_claims(), typ=CANARY)),
    **{
        f"claim {name}": samples.token_reply(
            access_token=CANARY, id_token=samples.sign(samples.id_claims(**{name: LONG}))
        )
        for name in ("iss", "aud", "azp", "nonce", "sub", "token_use", "at_hash", "exp", "iat")
    },
}


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", [TOKEN_PATH, KEYS_PATH, REVOKE_PATH, "/oauth2/userInfo"])
async def test_no_error_repeats_what_a_server_said(
    one_browser: Browser, path: str, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """An answer that cannot be used is named by kind, and none of its words go into an error."""
    life = Life(one_browser.tab(), Tripwires(None))
    answers = [BODIES[name]] * 9
    if path == TOKEN_PATH:
        life.tab.transport.answer(KEYS_PATH, samples.key_set_reply())
    life.tab.transport.answer(path, *answers)
    await life.is_led()
    for error in life.errors:
        assert CANARY not in written(error)
        assert CANARY not in str(error)
    assert CANARY not in "".join(capfd.readouterr())


async def test_no_error_repeats_what_is_kept(one_browser: Browser) -> None:
    """Tokens, code, state, nonce and verifier of a life with faults are in none of its errors."""
    passed = 0
    for fault in one_browser.cognito.faults.describe().keys() - {"slow"}:
        one_browser.cognito.sessions.end_all()
        one_browser.cognito.faults.enable(fault)
        life = Life(one_browser.tab(), Tripwires(None))
        await life.is_led()
        one_browser.cognito.faults.clear()
        secrets = _secrets_sent(life)
        passed += len(secrets)
        for error in life.errors:
            assert [secret for secret in secrets if secret in written(error)] == [], fault
    assert passed > 100


def _secrets_sent(life: Life) -> list[str]:
    """Return every long value that was sent in a form or header."""
    sent = []
    for request in life.tab.transport.requests:
        pairs = str(request.body or "").split("&") + [value for _, value in request.headers]
        sent += [pair.split("=")[-1].split(" ")[-1] for pair in pairs]
    return [value for value in sent if len(value) >= 32]
