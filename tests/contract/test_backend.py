"""The API's half with tokens of the stand-in: what Cognito hands out, and what it takes back."""

import asyncio
from collections.abc import Mapping

import pytest

from auth.backend import AccessTokenClaims, AccessTokenVerifier, KeyCache, RevocationCheck
from auth.errors import AudienceMismatch, SubjectMismatch, TokenInvalid, TokenRevoked
from tests.contract.app import CLIENT_ID, MACHINE_ID, App, Clock


def verifier(app: App, clock: Clock, **rules: object) -> AccessTokenVerifier:
    """Return a verifier for the stand-in's pool, by its own clock."""

    async def fetch() -> bytes:
        return app.document("jwks.json").content

    settings = {"client_ids": [CLIENT_ID], **rules}
    return AccessTokenVerifier(
        issuer=app.cognito.pool.issuer,
        keys=KeyCache(fetch, now=clock),
        now=clock,
        **settings,  # type: ignore[arg-type]
    )


def verify(judge: AccessTokenVerifier | RevocationCheck, token: str) -> AccessTokenClaims:
    """Verify a token."""
    return asyncio.run(judge.verify(token))


def test_of_all_tokens_the_access_token_is_accepted(app: App, clock: Clock) -> None:
    """Neither the ID token nor the refresh token of the same sign-in opens the API."""
    tokens, judge = app.tokens(), verifier(app, clock)
    assert verify(judge, tokens["access_token"]).username == "ada"
    for kind in ("id_token", "refresh_token"):
        with pytest.raises(TokenInvalid):
            verify(judge, tokens[kind])


def test_a_token_for_a_resource_is_for_that_api(app: App, clock: Clock) -> None:
    """With `resource` the token has an audience, and without it none."""
    bound = app.tokens(resource="https://api.example.com")["access_token"]
    own = verifier(app, clock, audience="https://api.example.com")
    assert verify(own, bound).username == "ada"
    for judge, token in ((verifier(app, clock), bound), (own, app.tokens()["access_token"])):
        with pytest.raises(AudienceMismatch):
            verify(judge, token)


def test_a_machine_gets_in_where_it_is_expected(app: App, clock: Clock) -> None:
    """Its client must be listed, and machines let in."""
    token = app.machine().json()["access_token"]
    listed: dict[str, object] = {"client_ids": [CLIENT_ID, MACHINE_ID]}
    with pytest.raises(AudienceMismatch):
        verify(verifier(app, clock), token)
    with pytest.raises(SubjectMismatch):
        verify(verifier(app, clock, **listed), token)
    assert (
        verify(verifier(app, clock, **listed, allow_client_credentials=True), token).client_id
        == MACHINE_ID
    )


def test_a_revoked_token_is_found_out_by_asking(app: App, clock: Clock) -> None:
    """The signature stays good; userInfo says no as soon as the last answer has aged."""

    async def ask(headers: Mapping[str, str]) -> tuple[int, bytes]:
        reply = app.http.get("/oauth2/userInfo", headers=dict(headers))
        return reply.status_code, reply.content

    tokens, judge = app.tokens(), verifier(app, clock)
    check = RevocationCheck(
        judge, user_info_url=f"{app.cognito.pool.domain}/oauth2/userInfo", ask=ask, now=clock
    )
    assert verify(check, tokens["access_token"]).username == "ada"
    app.revoke(tokens["refresh_token"])
    clock.advance(30)
    assert verify(judge, tokens["access_token"]).username == "ada"
    with pytest.raises(TokenRevoked):
        verify(check, tokens["access_token"])
