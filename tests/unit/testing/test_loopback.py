"""The stand-in on the loopback interface, in a thread of the tests."""

import asyncio
import threading

import httpx
import pytest

from auth.backend import AccessTokenVerifier
from auth.errors import TokenExpired
from auth.testing import LocalCognito, person


def test_it_serves_both_origins_until_the_block_ends() -> None:
    """The domain has the sign-in page, the issuer the keys; afterwards nobody listens."""
    threads = threading.active_count()
    with LocalCognito() as cognito:
        assert httpx.get(cognito.jwks_uri).json() == cognito.stand_in.keys.jwks()
        assert httpx.get(f"{cognito.domain}/login").is_redirect  # to its page of errors
        document = httpx.get(f"{cognito.issuer}/.well-known/openid-configuration").json()
        assert document["issuer"] == cognito.issuer
    with pytest.raises(httpx.ConnectError):
        httpx.get(cognito.jwks_uri)
    assert threading.active_count() == threads


def test_an_api_verifies_its_tokens_over_the_network() -> None:
    """As an API does whose settings come from the environment; time passes by `advance`."""
    with LocalCognito() as cognito:
        verifier = AccessTokenVerifier(issuer=cognito.issuer, client_ids=[cognito.client_id])
        caller = asyncio.run(verifier.verify(cognito.access_token("grace", scopes=["api/read"])))
        assert (caller.username, caller.scopes) == ("grace", ["api/read"])
        with pytest.raises(TokenExpired):
            asyncio.run(verifier.verify(cognito.access_token(expires_in=-31)))
        cognito.advance(-4000)
        with pytest.raises(TokenExpired):
            asyncio.run(verifier.verify(cognito.access_token()))


def test_a_page_and_a_person_are_registered() -> None:
    """The pool accepts the addresses of the page, and who was added."""
    with LocalCognito() as cognito:
        table = cognito.settings("http://localhost:9999/app/", logout_uri="http://localhost:9999/")
        client = cognito.pool.clients[cognito.client_id]
        assert "http://localhost:9999/app/" in client.callback_urls
        assert "http://localhost:9999/" in client.logout_urls
        assert (table["issuer"], table["client_id"]) == (cognito.issuer, cognito.client_id)
        cognito.add_person(person("lin", groups=["reviewers"]))
        assert cognito.pool.users["lin"].groups == ["reviewers"]
        assert "reviewers" in cognito.pool.groups


def test_two_of_them_are_independent() -> None:
    """Each has its own ports and its own people."""
    with LocalCognito() as one, LocalCognito() as other:
        assert len({one.domain, one.issuer, other.domain, other.issuer}) == 4
        one.add_person(person("lin"))
        assert "lin" not in other.pool.users
