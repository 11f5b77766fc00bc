"""`auth.backend` with tokens of the stand-in, also revoked ones."""

import asyncio
from collections.abc import Mapping

import pytest

from auth.backend import AccessTokenClaims, AccessTokenVerifier, KeyCache, RevocationCheck
from auth.errors import (
    AudienceMismatch,
    SubjectMismatch,
    TokenInvalid,
    TokenRevoked,
    TransportFailed,
)
from tests.contract.app import CLIENT_ID, MACHINE_ID, App, Clock

PRIMARY = "http://localhost:8002/eu-west-1_StandIn01"
REPLICA = "http://localhost:8002/eu-central-1/eu-west-1_StandIn01"


def verifier(app: App, clock: Clock, **rules: object) -> AccessTokenVerifier:
    """Return a verifier for the stand-in's pool, with the stand-in's clock."""

    async def fetch() -> bytes:
        return app.document("jwks.json").content

    settings = {"client_ids": [CLIENT_ID], **rules}
    return AccessTokenVerifier(
        issuer=app.cognito.pool.issuer,
        keys=KeyCache(fetch, now=clock),
        now=clock,
        **settings,  # type: ignore[arg-type]
    )


def replicated(app: App, clock: Clock) -> AccessTokenVerifier:
    """Return a verifier for the stand-in's pool and its replica, each with the keys of its own."""
    [primary, replica] = issuers = [PRIMARY, REPLICA]

    def source(issuer: str) -> KeyCache:
        async def fetch() -> bytes:
            response = app.http.get(f"{issuer}/.well-known/jwks.json")
            if response.status_code != 200:
                raise TransportFailed("down")
            return response.content

        return KeyCache(fetch, now=clock)

    return AccessTokenVerifier(
        issuer=primary,
        replica_issuers=[replica],
        client_ids=[CLIENT_ID],
        keys={issuer: source(issuer) for issuer in issuers},
        now=clock,
    )


def verify(judge: AccessTokenVerifier | RevocationCheck, token: str) -> AccessTokenClaims:
    """Verify a token."""
    return asyncio.run(judge.verify(token))


def test_of_all_tokens_the_access_token_is_accepted(app: App, clock: Clock) -> None:
    """The ID token and the refresh token of the same sign-in are refused."""
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


def test_the_clients_own_id_as_audience_is_accepted(app: App, clock: Clock) -> None:
    """A trigger may add it, with or without an audience of the API's own."""
    app.cognito.switches.access_token_aud = True
    token = app.tokens()["access_token"]
    for rules in ({}, {"audience": "https://api.example.com"}):
        assert verify(verifier(app, clock, **rules), token).get("aud") == CLIENT_ID


def test_a_person_in_100_groups_is_served(app: App, clock: Clock) -> None:
    """With names of 128 characters, and with what a trigger copies into the access token."""
    app.cognito.switches.added_groups = 100
    app.cognito.pool.users["ada"].pre_token_generation = {
        "accessTokenGeneration": {
            "claimsToAddOrOverride": {f"attribute_{n}": "x" * 2048 for n in range(70)}
        }
    }
    token = app.tokens()["access_token"]
    assert len(token) > 200_000
    assert len(verify(verifier(app, clock), token).groups) == 101


def test_a_failover_to_the_replica_goes_unnoticed(app: App, clock: Clock) -> None:
    """Tokens of both Regions are accepted, and an outage of one affects only its own."""
    judge, before = replicated(app, clock), app.tokens()["access_token"]
    app.cognito.faults.enable(
        "unavailable@=/eu-central-1/eu-west-1_StandIn01/.well-known/jwks.json"
    )
    app.cognito.switches.replica_signs = True
    after = app.tokens()["access_token"]
    assert verify(judge, before).issuer == PRIMARY
    with pytest.raises(TransportFailed):
        verify(judge, after)
    assert verify(judge, before).issuer == PRIMARY
    app.cognito.faults.clear()
    clock.advance(10)
    assert verify(judge, after).issuer == REPLICA
    with pytest.raises(TokenInvalid):
        verify(verifier(app, clock), after)


def test_a_machine_gets_in_where_it_is_expected(app: App, clock: Clock) -> None:
    """Its client must be listed, and machines allowed."""
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
    """The signature stays valid; userInfo refuses the token once the kept answer is too old."""

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
