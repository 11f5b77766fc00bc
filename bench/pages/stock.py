"""A sign-in written in Python with PyScript, Pyodide and the standard library, without tuning."""

import base64
import hashlib
import json
import secrets
from typing import Any
from urllib.parse import parse_qs, urlencode

from pyscript import document, fetch, window

window.performance.mark("main.py")

DOMAIN = "http://localhost:8001"
CLIENT_ID = "2hd8example7standin0client"
REDIRECT_URI = "http://localhost:8000/"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def sign_in() -> None:
    """Navigate to the sign-in page."""
    transaction = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    window.sessionStorage.setItem("transaction", json.dumps(transaction))
    digest = hashlib.sha256(transaction["verifier"].encode()).digest()
    query = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT_URI,
        "scope": "openid email profile api/read",
        "state": transaction["state"],
        "nonce": transaction["nonce"],
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    window.location.assign(f"{DOMAIN}/login?{urlencode(query)}")


def claims_of(token: str) -> dict[str, Any]:
    """Decode the payload of a token."""
    payload = token.split(".")[1]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(payload + "=" * 3))
    return claims


async def finish(parameters: dict[str, list[str]]) -> dict[str, Any]:
    """Exchange the code of a callback for tokens."""
    window.history.replaceState(None, "", "/")
    transaction = json.loads(window.sessionStorage.getItem("transaction"))
    window.sessionStorage.removeItem("transaction")
    if parameters["state"] != [transaction["state"]]:
        raise ValueError("another state")
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "redirect_uri": REDIRECT_URI,
        "code": parameters["code"][0],
        "code_verifier": transaction["verifier"],
    }
    url = f"{DOMAIN}/oauth2/token"
    response = await fetch(url, method="POST", headers=FORM, body=urlencode(form))
    session: dict[str, Any] = await response.json()
    if claims_of(session["id_token"])["nonce"] != transaction["nonce"]:
        raise ValueError("another nonce")
    window.sessionStorage.setItem("session", json.dumps(session))
    return session


async def show(session: dict[str, Any]) -> None:
    """Show who is signed in, and the response of the API."""
    document.getElementById("name").textContent = claims_of(session["id_token"])["name"]
    headers = {"Authorization": f"Bearer {session['access_token']}"}
    answer = await fetch("/api/user", headers=headers)
    document.getElementById("api-result").textContent = await answer.text()


async def main() -> None:
    """Finish, restore or start a sign-in."""
    parameters = parse_qs(window.location.search.lstrip("?"))
    if "code" in parameters:
        await show(await finish(parameters))
    elif stored := window.sessionStorage.getItem("session"):
        await show(json.loads(stored))
    else:
        sign_in()


await main()  # type: ignore[top-level-await]  # noqa: F704, PLE1142 - a page's program
