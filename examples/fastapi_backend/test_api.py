"""Test the API with access tokens for its own verifier; nothing listens on a port."""

from app import app, verifier
from fastapi.testclient import TestClient

api = TestClient(app)


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def test_nobody_reads_notes_without_a_token():
    assert api.get("/notes").status_code == 401


def test_a_note_is_its_writers_alone(cognito_tokens):
    tokens = cognito_tokens(verifier)
    scopes = ["api/read", "api/write"]
    ada, grace = (tokens.access_token(name, scopes=scopes) for name in ("ada", "grace"))
    note = {"text": "call Charles"}
    assert api.post("/notes", json=note, headers=bearer(ada)).json() == ["call Charles"]
    assert api.get("/notes", headers=bearer(grace)).json() == []


def test_writing_needs_its_scope(cognito_tokens):
    token = cognito_tokens(verifier).access_token("ada", scopes=["api/read"])
    answer = api.post("/notes", json={"text": "call Charles"}, headers=bearer(token))
    assert answer.status_code == 403
