"""Test the API with access tokens for its own verifier; nothing listens on a port."""

import asyncio

import httpx
from app import app, verifier


def call(method, token="", **more):
    async def send():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            return await client.request(method, "/notes", **more)

    if token:
        more["headers"] = {"Authorization": f"Bearer {token}"}
    return asyncio.run(send())


def test_nobody_reads_notes_without_a_token():
    assert call("GET").status_code == 401


def test_a_note_is_its_writers_alone(cognito_tokens):
    tokens = cognito_tokens(verifier)
    scopes = ["api/read", "api/write"]
    ada, grace = (tokens.access_token(name, scopes=scopes) for name in ("ada", "grace"))
    assert call("POST", ada, json={"text": "call Charles"}).json() == ["call Charles"]
    assert call("GET", grace).json() == []


def test_writing_needs_its_scope(cognito_tokens):
    token = cognito_tokens(verifier).access_token("ada", scopes=["api/read"])
    assert call("POST", token, json={"text": "call Charles"}).status_code == 403


def test_deleting_needs_a_second_factor(cognito_tokens):
    tokens = cognito_tokens(verifier)
    weak, strong = (
        tokens.access_token("ada", scopes=["api/write"], claims={"acr": f"urn:cognito:loa:{level}"})
        for level in (1, 3)
    )
    refused = call("DELETE", weak)
    assert refused.status_code == 401
    assert 'error="insufficient_user_authentication"' in refused.headers["www-authenticate"]
    assert call("DELETE", strong).json() == []
