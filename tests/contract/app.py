"""An app as Cognito sees one, written from the RFCs with nothing but an HTTP client."""

import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from cognito_stand_in import FakeCognito, SimpleBrowser

ADA = "ada"
ADA_PASSWORD = "Analytical-Engine-1843"
CLIENT_ID = "2hd8example7standin0client"
MACHINE_ID = "6m2mexample5standin0client"
MACHINE_SECRET = "development-only-not-a-secret-000000000000000000001"
CALLBACK = "http://localhost:8000/"
# RFC 7636 appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


class Clock:
    """A clock that moves only when a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        """Read the clock, in epoch seconds."""
        return self.seconds

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.seconds += seconds


class App:
    """An app and a browser."""

    def __init__(self, cognito: FakeCognito) -> None:
        self.cognito = cognito
        self.browser = SimpleBrowser(cognito)
        self.http = self.browser.http

    def parameters(self, **changes: str | None) -> dict[str, str]:
        """Return the parameters of a valid authorization request; None leaves one out."""
        sound: dict[str, str | None] = {
            "response_type": "code",
            "client_id": CLIENT_ID,
            "redirect_uri": CALLBACK,
            "state": "state-1",
            "scope": "openid email",
            "nonce": "nonce-1",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in (sound | changes).items() if value is not None}

    def url(self, path: str = "/oauth2/authorize", /, **changes: str | None) -> str:
        """Return the URL of an authorization request."""
        return f"{path}?{urlencode(self.parameters(**changes))}"

    def sign_in(self, **changes: str | None) -> str:
        """Sign Ada in and return the callback URL."""
        return self.browser.sign_in(self.url(**changes), ADA, ADA_PASSWORD)

    def code(self, **changes: str | None) -> str:
        """Sign Ada in and return the code."""
        return answer(self.sign_in(**changes))["code"]

    def exchange(self, code: str | None, /, **changes: str | None) -> httpx.Response:
        """Exchange a code."""
        form: dict[str, str | None] = {
            "grant_type": "authorization_code",
            "client_id": CLIENT_ID,
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        }
        return self.post("/oauth2/token", form | changes)

    def tokens(self, **changes: str | None) -> dict[str, Any]:
        """Sign Ada in and return the token response."""
        reply = self.exchange(self.code(**changes))
        assert reply.status_code == 200, reply.text
        document: dict[str, Any] = reply.json()
        return document

    def refresh(self, refresh_token: str, /, **changes: str | None) -> httpx.Response:
        """Refresh."""
        form = {
            "grant_type": "refresh_token",
            "client_id": CLIENT_ID,
            "refresh_token": refresh_token,
        }
        return self.post("/oauth2/token", form | changes)

    def revoke(self, token: str | None, /, **changes: str | None) -> httpx.Response:
        """Revoke."""
        return self.post("/oauth2/revoke", {"token": token, "client_id": CLIENT_ID} | changes)

    def user_info(self, access_token: str) -> httpx.Response:
        """Request userInfo."""
        return self.http.get(
            "/oauth2/userInfo", headers={"authorization": f"Bearer {access_token}"}
        )

    def machine(
        self, headers: dict[str, str] | None = None, /, **changes: str | None
    ) -> httpx.Response:
        """Request a token with client credentials."""
        form: dict[str, str | None] = {
            "grant_type": "client_credentials",
            "client_id": MACHINE_ID,
            "client_secret": MACHINE_SECRET,
        }
        return self.post("/oauth2/token", form | changes, headers)

    def post(
        self, path: str, form: Mapping[str, str | None], headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Post a form; None leaves a field out."""
        data = {name: value for name, value in form.items() if value is not None}
        return self.http.post(path, data=data, headers=headers)

    def document(self, name: str) -> httpx.Response:
        """Get a document of the issuer."""
        return self.http.get(f"{self.cognito.pool.issuer}/.well-known/{name}")


def answer(url: str) -> dict[str, str]:
    """Return the parameters in the query of a callback."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def header(token: str) -> dict[str, Any]:
    """Read a token's header."""
    return _part(token, 0)


def claims(token: str) -> dict[str, Any]:
    """Read a token's claims without checking anything."""
    return _part(token, 1)


def left_half_hash(token: str) -> str:
    """Compute at_hash (OpenID Connect Core 3.1.3.6)."""
    half = hashlib.sha256(token.encode()).digest()[:16]
    return base64.urlsafe_b64encode(half).rstrip(b"=").decode()


def _part(token: str, position: int) -> dict[str, Any]:
    text = token.split(".")[position]
    part: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return part
