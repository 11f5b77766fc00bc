"""Authlib in Python, over TLS: OpenID Connect with discovery, PKCE, refresh and revocation."""

from collections.abc import Iterator
from typing import Any

import pytest
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.jwk import KeySet

from cognito_stand_in import SimpleBrowser
from tests.clients.places import SecureStandIn
from tests.contract.app import ADA, ADA_PASSWORD, CLIENT_ID


class Journey:
    """A session of Authlib, and the endpoints that discovery named."""

    def __init__(self, secured: SecureStandIn) -> None:
        self.cognito = secured.cognito
        self.session = OAuth2Session(
            CLIENT_ID,
            scope="openid email",
            redirect_uri=f"{secured.origins.page}/",
            code_challenge_method="S256",
            token_endpoint_auth_method="none",
        )
        place = f"{self.cognito.pool.issuer}/.well-known/openid-configuration"
        self.metadata: dict[str, str] = self.session.get(place, withhold_token=True).json()

    def sign_in(self) -> dict[str, Any]:
        """Sign Ada in and exchange the code."""
        verifier = generate_token(48)
        url, state = self.session.create_authorization_url(
            self.metadata["authorization_endpoint"], code_verifier=verifier, nonce="n-1"
        )
        callback = SimpleBrowser(self.cognito).sign_in(url, ADA, ADA_PASSWORD)
        token: dict[str, Any] = self.session.fetch_token(
            self.metadata["token_endpoint"],
            authorization_response=callback,
            code_verifier=verifier,
            state=state,
        )
        return token


@pytest.fixture
def journey(secured: SecureStandIn, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journey]:
    """Begin; the certificate is trusted as the stand-in's lines say."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(secured.files.authority))
    begun = Journey(secured)
    with begun.session:
        yield begun


def test_it_signs_in(journey: Journey) -> None:
    """And the ID token's signature and claims are right."""
    token = journey.sign_in()
    keys = KeySet.import_key_set(
        journey.session.get(journey.metadata["jwks_uri"], withhold_token=True).json()
    )
    found = jwt.decode(token["id_token"], keys, algorithms=["RS256"]).claims
    assert (found["iss"], found["aud"]) == (journey.cognito.pool.issuer, CLIENT_ID)
    assert (found["nonce"], found["email"]) == ("n-1", "ada@example.com")


def test_it_calls_and_refreshes(journey: Journey) -> None:
    """The endpoint userInfo with the token; then a rotated refresh token."""
    token = journey.sign_in()
    person = journey.session.get(journey.metadata["userinfo_endpoint"]).json()
    assert person["username"] == ADA
    refreshed = journey.session.refresh_token(journey.metadata["token_endpoint"])
    assert refreshed["access_token"] != token["access_token"]
    assert refreshed["refresh_token"] != token["refresh_token"]


def test_it_revokes(journey: Journey) -> None:
    """Afterwards the refresh is refused, with an error that it reads."""
    token = journey.sign_in()
    refresh_token = token["refresh_token"]
    reply = journey.session.revoke_token(
        journey.metadata["revocation_endpoint"], refresh_token, token_type_hint="refresh_token"
    )
    assert reply.status_code == 200
    with pytest.raises(OAuthError, match="invalid_grant"):
        journey.session.refresh_token(
            journey.metadata["token_endpoint"], refresh_token=refresh_token
        )
