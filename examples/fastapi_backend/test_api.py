"""Test the API with access tokens of the stand-in."""

import importlib

import pytest
from fastapi.testclient import TestClient


@pytest.fixture
def api(cognito, monkeypatch):
    monkeypatch.setenv("ISSUER", cognito.issuer)
    monkeypatch.setenv("CLIENT_ID", cognito.client_id)
    return TestClient(importlib.import_module("app").app)


def test_nobody_reads_notes_without_a_token(api):
    assert api.get("/notes").status_code == 401
