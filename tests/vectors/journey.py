"""A session's whole life with the smallest ports there are, on any interpreter of the three.

Signatures are believed here: what is tried is that the client runs, not what it refuses.
"""

import json

from auth import AuthClient, AuthConfig
from auth.encoding import base64url
from auth.encoding.url import form_decode
from auth.errors import StorageUnavailable, TransportFailed
from auth.ports import Runtime
from auth.protocol.http import Response

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

    from auth.ports import LifecycleEvent
    from auth.protocol.http import Request

PAGE = "http://localhost:8000/"
ISSUER = "http://localhost:8002/pool"
NOW = 1800000000.0
APP_STATE = {"basket": [1, "é", None]}


class World:
    """Every port at once: a tab and what is at the other end of its requests."""

    def __init__(self) -> None:
        self.url = PAGE + "?q=1#/inbox"
        self.page = "page"
        self.left_for = ""
        self.entries: dict[str, str] = {}
        self.time = NOW
        self.fails: list[str] = []
        self.posted: list[str] = []
        self.claims: list[str] = []
        self.nonce = ""
        self.issued = 0
        self.seen: list[str] = []

    def get(self, key: str) -> str | None:
        """Return an entry of storage."""
        return self.entries.get(key)

    def set(self, key: str, value: str) -> None:
        """Set an entry of storage."""
        if "storage" in self.fails:
            raise StorageUnavailable("full")
        self.entries[key] = value

    def remove(self, key: str) -> None:
        """Remove an entry of storage."""
        self.entries.pop(key, None)

    def keys(self) -> "list[str]":
        """Return the keys of storage."""
        return list(self.entries)

    def current_url(self) -> str:
        """Return the address."""
        return self.url

    def replace_url(self, url: str) -> None:
        """Change the address."""
        self.url = url

    def go(self, url: str, *, replace: bool = False) -> None:
        """Leave."""
        self.left_for = "!" + url if replace else url

    def random_bytes(self, count: int) -> bytes:
        """Return bytes that are not random."""
        self.issued += 1
        return bytes([self.issued]) * count

    async def verify_rs256(self, key: object, signed: bytes, signature: bytes) -> bool:
        """Return whether the signature is the one of the journey's tokens."""
        return bool(key) and bool(signed) and signature == b"signature"

    def now(self) -> float:
        """Return the time."""
        return self.time

    def monotonic(self) -> float:
        """Return the monotonic time."""
        return self.time

    def after(self, seconds: float, callback: "Callable[[], None]") -> "Callable[[], None]":
        """Keep the timer, which never fires."""
        self.timer = (seconds, callback)
        return lambda: None

    async def sleep(self, seconds: float) -> None:
        """Advance the clock."""
        self.time += seconds

    async def hold(
        self, name: str, work: "Callable[[], Awaitable[Any]]", *, wait_seconds: float
    ) -> "Any":
        """Run `work` at once, because there is one tab."""
        assert name
        assert wait_seconds >= 0
        return await work()

    async def claim(self, name: str) -> "Callable[[], None]":
        """Show the session that is held."""
        self.claims.append(name)
        return lambda: self.claims.remove(name)

    async def claimed(self) -> "list[str]":
        """Return the sessions that are held."""
        return list(self.claims)

    async def claimed_at_start(self) -> "list[str]":
        """Return the same: nothing has changed since."""
        return await self.claimed()

    def post(self, message: str) -> None:
        """Keep the message."""
        self.posted.append(message)

    def listen(self, listener: "Callable[[str], None]") -> None:
        """Keep the channel's listener."""
        self.listener = listener

    def close(self) -> None:
        """Stop."""

    async def send(self, request: "Request") -> Response:
        """Return a response as Cognito and an API would."""
        path = request.url[len("http://localhost:8000") :]
        self.seen.append(path)
        if path in self.fails:
            raise TransportFailed("no answer came")
        if path == "/oauth2/token":
            return self._tokens(request)
        if path == "/api" and "/api once" in self.fails:
            self.fails.remove("/api once")
            return Response(401, headers={}, body=b"")
        key = {"kty": "RSA", "kid": "k", "n": base64url.encode(b"\xff" * 256), "e": "AQAB"}
        body = {"keys": [key], "sub": "ada", "auth": dict(request.headers).get("Authorization")}
        return Response(200, headers={}, body=json.dumps(body).encode())

    def _tokens(self, request: "Request") -> Response:
        assert isinstance(request.body, str)
        form = dict(form_decode(request.body))
        if form.get("refresh_token") == "revoked":
            return Response(400, headers={}, body=b'{"error":"invalid_grant"}')
        self.issued += 1
        claims: dict[str, object] = {"iss": ISSUER, "aud": "c", "token_use": "id", "sub": "ada"}
        claims.update({"nonce": self.nonce, "iat": self.time, "exp": self.time + 3600})
        parts = [json.dumps(part) for part in ({"alg": "RS256", "kid": "k"}, claims)]
        token = ".".join([base64url.encode(part.encode()) for part in parts])
        body = {
            "access_token": "access-" + str(self.issued),
            "refresh_token": "refresh-" + str(self.issued),
            "id_token": token + "." + base64url.encode(b"signature"),
            "token_type": "Bearer",
            "expires_in": 3600,
        }
        return Response(200, headers={}, body=json.dumps(body).encode())


class Cupboard:
    """Storage that all tabs share, in a world with one tab."""

    def __init__(self) -> None:
        self.entries: dict[str, str] = {}

    def get(self, key: str) -> str | None:
        """Return an entry."""
        return self.entries.get(key)

    def set(self, key: str, value: str) -> None:
        """Set an entry."""
        self.entries[key] = value

    def remove(self, key: str) -> None:
        """Remove an entry."""
        self.entries.pop(key, None)

    def keys(self) -> "list[str]":
        """Return the keys."""
        return list(self.entries)


class Window:
    """A page to which nothing ever happens."""

    def listen(
        self, listener: "Callable[[LifecycleEvent], None]", *, activity: bool
    ) -> "Callable[[], None]":
        """Never call `listener`."""
        assert callable(listener)
        assert not activity
        return lambda: None


def load(world: World) -> AuthClient:
    """Load a page."""
    table = {
        "domain": "localhost:8001",
        "issuer": ISSUER,
        "client_id": "c",
        "redirect_uri": PAGE,
        "logout_uri": PAGE,
    }
    ports = Runtime(
        storage=world,
        shared_storage=Cupboard(),
        navigation=world,
        transport=world,
        crypto=world,
        clock=world,
        lifecycle=Window(),
        locks=world,
        channel=world,
    )
    return AuthClient(AuthConfig.from_mapping(table), ports)


async def journey() -> "list[object]":
    """Sign in, call, renew, lose the network, reload, sign out; give what was seen on the way."""
    world = World()
    seen: list[object] = []
    client = load(world)
    client.on("changed", lambda session: seen.append(session.state))
    await client.start()
    await client.sign_in(app_state=APP_STATE, lang="de")
    sent = dict(form_decode(world.left_for.partition("?")[2]))
    world.nonce = sent["nonce"]
    for query in ("?code=x&state=forged", "?code=abc&state=" + sent["state"] + "#x"):
        world.url = PAGE + query
        client = load(world)
        client.on("changed", lambda session: seen.append(session.state))
        session = await client.start()
        seen.append([world.url, session.error and type(session.error).__name__, session.app_state])
    world.fails = ["/api once"]
    seen.append((await client.fetch("/api")).json()["auth"])
    world.time += 3600
    world.fails = ["/oauth2/token", "storage"]
    try:
        await client.get_access_token()
    except TransportFailed:
        seen.append(client.session.state)
    world.fails = ["storage"]
    seen.append(await client.get_access_token())
    world.fails = []
    seen.append((await client.refresh()).state)
    client = load(world)
    session = await client.start()
    seen.append([session.state, session.user and session.user.name, session.app_state])
    seen.append((await client.fetch_user_info())["sub"])
    told = {"app": "c " + ISSUER, "event": "signed_out", "text": "x", "sub": "ada"}
    world.listener(json.dumps(told))
    seen.append([client.session.state, client.session.reason])
    seen.append(repr(await client.sign_out()))
    seen.append(
        [world.left_for, world.entries, [json.loads(text)["event"] for text in world.posted]]
    )
    return seen


async def report() -> str:
    """Return what was seen on the way, as JSON."""
    return json.dumps(await journey())
