"""Send mixed traffic to a stand-in in the same process: people, apps and faults."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx

from bench.stand_in import CHALLENGE, VERIFIER
from cognito_stand_in import FakeCognito, SimpleBrowser, run_command
from cognito_stand_in.faults import FAULTS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

BROWSERS = 20
PASSWORD = "Noether-Theorem-1915"  # noqa: S105 - of invented accounts


class Clock:
    """A clock that the traffic moves; it returns epoch seconds."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        """Return the time."""
        return self.seconds


class Traffic:
    """People at several browsers with random steps; `counted` has the number of each step."""

    def __init__(self, cognito: FakeCognito, chance: random.Random) -> None:
        self._cognito = cognito
        self._chance = chance
        self._client = cognito.pool.client_named("SinglePageApp")
        self._machine = cognito.pool.client_named("Machine")
        self._browsers = [SimpleBrowser(cognito) for _ in range(BROWSERS)]
        self._refresh_tokens: list[str] = []
        self._newcomers: list[str] = []
        self.counted: dict[str, int] = {}
        self._steps: dict[Callable[[SimpleBrowser], None], int] = {
            self.sign_in: 10,
            self.refresh: 10,
            self.revoke: 3,
            self.sign_out: 3,
            self.open_and_leave: 3,
            self.type_wrong_password: 2,
            self.abandon_code: 2,
            self.request_reset: 1,
            self.sign_in_with_provider: 2,
            self.sign_up: 1,
            self.use_client_credentials: 1,
            self.enable_fault: 3,
            self.rotate_keys: 1,
        }

    def step(self) -> None:
        """Take one step; a connection may be closed by a fault."""
        (chosen,) = self._chance.choices(list(self._steps), weights=list(self._steps.values()))
        self.counted[chosen.__name__] = self.counted.get(chosen.__name__, 0) + 1
        try:
            chosen(self._chance.choice(self._browsers))
        except httpx.ReadError:
            self.counted["dropped"] = self.counted.get("dropped", 0) + 1

    def sign_in(self, browser: SimpleBrowser) -> None:
        """Sign in and exchange the code, then ask userInfo."""
        tokens = self._exchange(browser, self._code(browser))
        if "access_token" in tokens:
            header = {"authorization": f"Bearer {tokens['access_token']}"}
            browser.http.get("/oauth2/userInfo", headers=header)

    def refresh(self, browser: SimpleBrowser) -> None:
        """Refresh some session from the last months."""
        if self._refresh_tokens:
            token = self._chance.choice(self._refresh_tokens)
            self._token(browser, {"grant_type": "refresh_token", "refresh_token": token})

    def revoke(self, browser: SimpleBrowser) -> None:
        """Revoke some session, which may have expired."""
        if self._refresh_tokens:
            token = self._refresh_tokens.pop(self._chance.randrange(len(self._refresh_tokens)))
            form = {"token": token, "client_id": self._client.client_id}
            browser.http.post("/oauth2/revoke", data=form)

    def sign_out(self, browser: SimpleBrowser) -> None:
        """End the browser's session."""
        pairs = {"client_id": self._client.client_id, "logout_uri": self._client.logout_urls[0]}
        browser.open(f"/logout?{urlencode(pairs)}")

    def open_and_leave(self, browser: SimpleBrowser) -> None:
        """Open the sign-in page and leave."""
        browser.open(self._url(prompt="login"))

    def type_wrong_password(self, browser: SimpleBrowser) -> None:
        """Type a wrong password."""
        browser.sign_in(self._url(prompt="login"), "ada", "Difference-Engine-1")

    def abandon_code(self, browser: SimpleBrowser) -> None:
        """Sign in and never exchange the code."""
        self._code(browser)

    def request_reset(self, browser: SimpleBrowser) -> None:
        """Request a code for a forgotten password and never use it."""
        browser.open(self._url("/forgotPassword"))
        self._submit(browser, username=self._chance.choice(["ada", "grace", "nobody"]))

    def sign_in_with_provider(self, browser: SimpleBrowser) -> None:
        """Sign in at the other provider, or stop half-way."""
        browser.open(self._url(identity_provider="Example", prompt="login"))
        if self._chance.random() < 0.7:
            self._submit(browser, person="katherine")

    def sign_up(self, browser: SimpleBrowser) -> None:
        """Sign up without confirming; the account is deleted when the next one comes."""
        for name in self._newcomers:
            if name in self._cognito.pool.users:
                run_command(self._cognito, ["delete", name])
        name = f"newcomer-{self._chance.randrange(10**9)}"
        self._newcomers = [name]
        browser.open(self._url("/signup"))
        self._submit(browser, username=name, email=f"{name}@example.com", password=PASSWORD)

    def use_client_credentials(self, browser: SimpleBrowser) -> None:
        """Request a token with client credentials."""
        form = {"grant_type": "client_credentials", "client_secret": self._machine.secret or ""}
        self._token(browser, form, client_id=self._machine.client_id)

    def enable_fault(self, _browser: SimpleBrowser) -> None:
        """Switch some fault on for a few uses."""
        self._cognito.faults.clear()
        fault = self._chance.choice(FAULTS)
        self._cognito.faults.enable(fault.name, times=self._chance.randint(1, 3))

    def rotate_keys(self, _browser: SimpleBrowser) -> None:
        """Rotate the signing keys."""
        self._cognito.rotate_keys(withdraw_old=True)

    def _url(self, path: str = "/oauth2/authorize", **more: str) -> str:
        pairs = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self._client.callback_urls[0],
            "scope": "openid email",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return f"{path}?{urlencode({**pairs, **more})}"

    def _code(self, browser: SimpleBrowser) -> str:
        person = self._chance.choice(["ada", "grace"])
        password = self._cognito.pool.users[person].development_password or ""
        place = browser.sign_in(self._url(), person, password)
        return parse_qs(urlsplit(place).query).get("code", [""])[0]

    def _exchange(self, browser: SimpleBrowser, code: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "redirect_uri": self._client.callback_urls[0],
            "code": code,
            "code_verifier": VERIFIER,
        }
        return self._token(browser, form)

    def _token(
        self, browser: SimpleBrowser, form: dict[str, str], *, client_id: str = ""
    ) -> dict[str, Any]:
        data = {**form, "client_id": client_id or self._client.client_id}
        try:
            tokens = browser.http.post("/oauth2/token", data=data).json()
        except ValueError:
            return {}  # a fault answered with a page, or with nothing
        if "refresh_token" in tokens:
            self._refresh_tokens = [*self._refresh_tokens[-500:], tokens["refresh_token"]]
        return dict(tokens)

    @staticmethod
    def _submit(browser: SimpleBrowser, **fields: str) -> None:
        if browser.page is not None and browser.page.forms:
            browser.submit(fields)
