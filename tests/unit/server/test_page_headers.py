"""The headers that protect the page."""

import re

import pytest

from server.configuration import parse_configuration
from server.headers import api_headers, connect_origins, page_headers
from tests.unit.server.conftest import CONFIGURATION

LOCAL = parse_configuration(CONFIGURATION, name="pyscript.toml").auth
REAL = parse_configuration(
    CONFIGURATION.replace("localhost:8001", "my-app.auth.eu-west-1.amazoncognito.com")
    .replace("http://localhost:8002", "https://cognito-idp.eu-west-1.amazonaws.com")
    .replace("http://localhost:8000", "https://app.example.com")
    .replace('["https://app.example.com"]', '["https://api.example.com"]'),
    name="production.toml",
).auth


def test_the_policy_is_the_one_that_was_designed() -> None:
    """The whole policy, letter by letter, for a real pool."""
    assert page_headers(REAL)["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
        "img-src 'self'; font-src 'self'; connect-src 'self' "
        "https://my-app.auth.eu-west-1.amazoncognito.com "
        "https://cognito-idp.eu-west-1.amazonaws.com https://api.example.com; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


def test_a_page_with_a_worker_allows_its_own_files_and_one_named_policy() -> None:
    """Nothing else differs from the policy of other pages."""
    usual = page_headers(REAL)["Content-Security-Policy"].split("; ")
    policy = page_headers(REAL, has_worker=True)["Content-Security-Policy"].split("; ")
    assert set(policy) - set(usual) == {"worker-src 'self'", "trusted-types worker"}
    assert set(usual) - set(policy) == {"trusted-types 'none'"}


def test_a_page_with_frames_allows_those_of_its_own_origin() -> None:
    """Nothing else differs, and it may still not be in a frame itself."""
    usual = page_headers(REAL)["Content-Security-Policy"].split("; ")
    policy = page_headers(REAL, has_frames=True)["Content-Security-Policy"].split("; ")
    assert set(policy) - set(usual) == {"frame-src 'self'"}
    assert set(usual) <= set(policy)


def test_a_page_with_a_vault_has_the_policy_of_one_with_a_worker() -> None:
    """The setting is enough: the vault is a worker."""
    text = CONFIGURATION.replace("[auth]", '[auth]\ntoken_storage = "worker"')
    config = parse_configuration(text, name="pyscript.toml").auth
    policy = page_headers(config)["Content-Security-Policy"]
    assert policy == page_headers(LOCAL, has_worker=True)["Content-Security-Policy"]


@pytest.mark.parametrize("has_frames", [True, False])
@pytest.mark.parametrize("has_worker", [True, False])
def test_the_policy_allows_nothing_loose(*, has_worker: bool, has_frames: bool) -> None:
    """No wildcard, no inline code, no evaluation, no data or blob, no bare scheme."""
    headers = page_headers(LOCAL, has_worker=has_worker, has_frames=has_frames)
    policy = headers["Content-Security-Policy"]
    for loose in ("'unsafe-eval'", "'unsafe-inline'", "*", "data:", "blob:", "https: ", "http: "):
        assert loose not in policy


def test_fetches_go_where_the_configuration_says() -> None:
    """Each origin stands once, and the page's own is 'self' already."""
    assert connect_origins(LOCAL) == ["http://localhost:8001", "http://localhost:8002"]
    assert connect_origins(REAL) == [
        "https://my-app.auth.eu-west-1.amazoncognito.com",
        "https://cognito-idp.eu-west-1.amazonaws.com",
        "https://api.example.com",
    ]


def test_keys_are_fetched_from_every_issuer() -> None:
    """Replicas have keys of their own, and the address of keys may differ from the issuer's."""
    replica = "https://cognito-idp.eu-central-1.amazonaws.com/eu-west-1_Example01"
    lines = f'replica_issuers = ["{replica}"]\njwks_uri = "https://keys.example.com/jwks.json"'
    text = CONFIGURATION.replace("[auth]", f"[auth]\n{lines}")
    config = parse_configuration(text, name="pyscript.toml").auth
    assert connect_origins(config) == [
        "http://localhost:8001",
        "https://keys.example.com",
        "https://cognito-idp.eu-central-1.amazonaws.com",
    ]


def test_aws_is_fetched_from_where_an_identity_pool_is() -> None:
    """Its endpoint, and the origins for signed calls."""
    pool = 'identity_pool_id = "eu-west-1:x"\naws_origins = ["https://s3.eu-west-1.amazonaws.com"]'
    text = CONFIGURATION.replace("[auth]", f"[auth]\n{pool}")
    config = parse_configuration(text, name="pyscript.toml").auth
    assert connect_origins(config)[2:] == [
        "https://cognito-identity.eu-west-1.amazonaws.com",
        "https://s3.eu-west-1.amazonaws.com",
    ]


def test_the_api_of_the_pool_is_fetched_from_with_its_scope() -> None:
    """It is at the issuer, or beside an issuer that has a host of its own."""
    scope = "aws.cognito.signin.user.admin"
    issuer = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01"
    text = CONFIGURATION.replace("http://localhost:8002/eu-west-1_Example01", issuer)
    without = parse_configuration(text, name="pyscript.toml").auth
    assert connect_origins(without)[1:] == [issuer.rpartition("/")[0]]
    text = text.replace('["openid"]', f'["openid", "{scope}"]')
    config = parse_configuration(text, name="pyscript.toml").auth
    assert connect_origins(config)[1:] == [
        "https://issuer-cognito-idp.eu-west-1.amazonaws.com",
        "https://cognito-idp.eu-west-1.amazonaws.com",
    ]
    keys = '[auth]\njwks_uri = "https://keys.example.com/jwks.json"'
    config = parse_configuration(text.replace("[auth]", keys), name="pyscript.toml").auth
    assert "https://cognito-idp.eu-west-1.amazonaws.com" in connect_origins(config)


def test_the_other_headers_are_there() -> None:
    """Referrers, sniffing, frames, openers, resources and features are all dealt with."""
    headers = page_headers(LOCAL)
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cross-Origin-Embedder-Policy" not in headers
    assert re.fullmatch(r"[a-z-]+=\(\)(, [a-z-]+=\(\))*", headers["Permissions-Policy"])
    for feature in ("camera", "microphone", "geolocation", "payment", "usb"):
        assert f"{feature}=()" in headers["Permissions-Policy"]


def test_a_page_over_https_stays_there() -> None:
    """A deployed page is never asked for in the clear again; localhost is left out of it."""
    header = "Strict-Transport-Security"
    assert page_headers(REAL)[header] == "max-age=63072000; includeSubDomains"
    assert header not in page_headers(LOCAL)


def test_data_is_neither_stored_nor_framed() -> None:
    """The API's answers have a policy of their own."""
    headers = api_headers()
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
