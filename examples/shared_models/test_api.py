"""Test the API with access tokens for its own verifier; nothing listens on a port."""

import asyncio

import httpx
from app import app, verifier
from models import Rain


def call(method, token, **more):
    async def send():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            return await client.request(method, "/rain", **more)

    more["headers"] = {"Authorization": f"Bearer {token}"}
    return asyncio.run(send())


def test_a_measurement_is_kept(cognito_tokens):
    token = cognito_tokens(verifier).access_token("ada", scopes=["api/read"])
    before = Rain.model_validate_json(call("GET", token).text)
    day = {"day": "2026-03-06", "millimetres": 3.5}
    after = Rain.model_validate_json(call("POST", token, json=day).text)
    assert [one.millimetres for one in after.days] == [
        *(one.millimetres for one in before.days),
        3.5,
    ]


def test_a_negative_amount_is_refused(cognito_tokens):
    token = cognito_tokens(verifier).access_token("ada", scopes=["api/read"])
    day = {"day": "2026-03-06", "millimetres": -1}
    assert call("POST", token, json=day).status_code == 422
