"""The view of the token family: generations with their expiry, and the claims of the tokens."""

from typing import Any

import js

from auth.browser.ffi import create_proxy
from auth.config import AuthConfig
from auth.errors import AuthError
from auth.page import Page
from auth.ports import Runtime, Transport
from auth.protocol.token_endpoint import (
    parse_revocation_response,
    parse_token_response,
    refresh_token_request,
    revocation_request,
)
from auth.session.record import SessionRecord
from auth.session.states import Session
from auth.session.storage import SessionStorage
from inspector.page.elements import Actions, by_id, fill, make, table
from inspector.recording import Recordings
from inspector.tokens.claims import side_by_side
from inspector.tokens.generations import Generation, Lineage, Tokens
from inspector.tokens.probes import API, USER_INFO, probe_token

_HEADINGS = ["Generation", "Access token", "Issued", "Expires", USER_INFO, API, "Refresh token"]
_SECOND_MS = 1000
_IN_MEMORY = "The session is stored in memory, which this page cannot read."


class TokensView:
    """Shows the tokens of the current sign-in, and deletes them when nobody is signed in."""

    def __init__(
        self,
        page: Page,
        config: AuthConfig,
        ports: Runtime,
        transport: Transport,
        recordings: Recordings,
    ) -> None:
        self._page = page
        self._config = config
        self._storage = SessionStorage(config, ports.storage)
        self._clock = ports.clock
        self._transport = transport
        self._recordings = recordings
        self._lineage = Lineage()
        self._actions = Actions(page)
        self._actions.on_click(by_id("refresh"), self._refresh_session)
        self._actions.on_click(by_id("ask"), self._ask_about_all)
        js.setInterval(create_proxy(self._tick), _SECOND_MS)

    def record(self) -> SessionRecord | None:
        """Return the session in this tab's storage, or None."""
        return self._storage.read()

    def show(self, session: Session) -> None:
        """Show the tokens of the session."""
        record = self.record() if session.is_signed_in else None
        if record is None:
            self._lineage.forget()
            self._say(_IN_MEMORY if session.is_signed_in else "")
        else:
            self._lineage.take(record)
        self._draw()

    def _draw(self) -> None:
        record = self.record() if self._lineage.generations else None
        if record is None:
            fill("generations")
            fill("claims")
            return
        for tab in self._recordings.tabs():
            self._lineage.recall(self._recordings.events(tab))
        rows = [self._row(one) for one in reversed(self._lineage.generations)]
        fill("generations", table(_HEADINGS, rows, class_="generations"))
        fill("claims", _claims(record))

    def _row(self, one: Generation) -> list[Any]:
        ends = make("span", self._left(one), data_ends=one.expires_at)
        return [
            make("strong", one.name) if not one.parent else _descent(one),
            make("code", one.mark),
            _clock_time(one.received_at),
            ends,
            _verdict(one.answers.get(USER_INFO, "")),
            _verdict(one.answers.get(API, "")),
            make("span", *self._buttons(one), class_="buttons"),
        ]

    def _buttons(self, one: Generation) -> list[Any]:
        tokens = one.tokens
        if tokens is None or tokens.refresh_token is None:
            return ["not seen by this page" if tokens is None else "none"]
        refresh = make("button", "Refresh", type="button", class_="quiet")
        refresh.setAttribute("aria-label", f"Refresh with generation {one.name}")
        revoke = make("button", "Revoke", type="button", class_="quiet")
        revoke.setAttribute("aria-label", f"Revoke generation {one.name}")
        self._actions.on_click(refresh, lambda: self._refresh(one, tokens))
        self._actions.on_click(revoke, lambda: self._revoke(one, tokens))
        return [refresh, revoke, *([make("em", "revoked")] if one.is_revoked else [])]

    async def _refresh_session(self) -> None:
        await self._page.client.refresh()

    async def _refresh(self, one: Generation, tokens: Tokens) -> None:
        """Use a refresh token: through the client if it is the session's, else directly."""
        record = self.record()
        if record is not None and self._lineage.current(record) is one:
            await self._refresh_session()
            return
        request = refresh_token_request(self._config, tokens.refresh_token or "")
        try:
            answer = parse_token_response(await self._transport.send(request))
        except AuthError as error:
            self._say(f"Generation {one.name}: {error}. Its refresh token was used before.")
            return
        born = self._lineage.branch(one, answer, self._clock.now())
        self._say(f"Generation {one.name} was accepted again: its tokens are “{born.name}”.")
        self._draw()

    async def _revoke(self, one: Generation, tokens: Tokens) -> None:
        """Revoke a token family (RFC 7009), then check who still accepts its tokens."""
        request = revocation_request(self._config, tokens.refresh_token or "")
        parse_revocation_response(await self._transport.send(request))
        one.is_revoked = True
        self._say("Revoked. The session continues until its access token expires or is renewed.")
        await self._ask_about_all()

    async def _ask_about_all(self) -> None:
        for one in list(self._lineage.generations):
            if one.tokens is not None:
                token = one.tokens.access_token
                one.answers = await probe_token(self._config, self._transport, token)
        self._draw()

    def _tick(self) -> None:
        cells = js.document.querySelectorAll("[data-ends]")
        for at in range(cells.length):
            ends = float(cells[at].getAttribute("data-ends"))
            cells[at].textContent = _remaining(ends - self._clock.now())

    def _left(self, one: Generation) -> str:
        return _remaining(one.expires_at - self._clock.now())

    def _say(self, text: str) -> None:
        by_id("tokens-said").textContent = text


def _claims(record: SessionRecord) -> Any:
    rows = [
        [name, _claim(name, left), _claim(name, right)]
        for name, left, right in side_by_side(record.id_token, record.access_token)
    ]
    return table(["Claim", "ID token", "Access token"], rows, class_="claims")


def _claim(name: str, text: str) -> Any:
    if not text:
        return make("span", "–", class_="absent")
    when = f" ({_clock_time(float(text))})" if name in ("iat", "exp", "auth_time") else ""
    return make("code", text + when)


def _descent(one: Generation) -> Any:
    return make("span", make("strong", one.name), make("small", f" from {one.parent}"))


def _verdict(text: str) -> Any:
    kind = "accepted" if text == "accepts" else "refused" if text else "unasked"
    return make("span", text or "not checked", class_=f"verdict {kind}")


def _clock_time(seconds: float) -> str:
    return str(js.Date.new(seconds * 1000).toLocaleTimeString())


def _remaining(seconds: float) -> str:
    if seconds <= 0:
        return "expired"
    minutes, rest = divmod(int(seconds), 60)
    return f"in {minutes} min {rest:02} s" if minutes else f"in {rest} s"
