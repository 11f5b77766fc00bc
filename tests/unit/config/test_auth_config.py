"""The `[auth]` table: what is accepted, and how mistakes are reported."""

import json
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from auth.config import AuthConfig
from auth.errors import ConfigurationError
from tests.support import samples

AWS = {
    "domain": "my-app.auth.eu-west-1.amazoncognito.com",
    "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01",
    "redirect_uri": "https://app.example.com/",
    "logout_uri": "https://app.example.com/bye",
}


def test_a_whole_table_is_read() -> None:
    """Every setting is read: lists as tuples, parameters as pairs."""
    config = samples.config(
        **AWS,
        api_origins=["https://api.example.com", "http://localhost:3000"],
        acr_levels=["password", "app"],
        token_storage="memory",
        share_session_between_tabs=False,
        sign_in_on_load=True,
        sign_in_path="/oauth2/authorize",
        lang="de",
        max_age=600,
    )
    assert config.domain_origin == "https://my-app.auth.eu-west-1.amazoncognito.com"
    assert (config.issuer, config.client_id) == (AWS["issuer"], samples.CLIENT)
    assert (config.redirect_uri, config.logout_uri) == (AWS["redirect_uri"], AWS["logout_uri"])
    assert config.scopes == ("openid", "email", "profile", "api/read")
    assert config.api_origins == ("https://api.example.com", "http://localhost:3000")
    assert config.acr_levels == ("password", "app")
    assert (config.token_storage, config.sign_in_path) == ("memory", "/oauth2/authorize")
    assert (config.share_session_between_tabs, config.sign_in_on_load) == (False, True)
    assert config.parameters == (("lang", "de"), ("max_age", "600"))


def test_the_defaults_are_the_careful_ones() -> None:
    """The session survives a reload, no sign-in starts by itself, Cognito's login page is shown."""
    config = samples.config(scopes=...)
    assert (config.scopes, config.api_origins, config.parameters) == (("openid",), (), ())
    assert config.acr_levels == tuple(f"urn:cognito:loa:{level}" for level in (1, 2, 3, 4))
    assert (config.token_storage, config.sign_in_path) == ("session", "/login")
    assert (config.share_session_between_tabs, config.sign_in_on_load) == (True, False)


def test_the_issuer_is_taken_letter_by_letter() -> None:
    """An issuer without a path gets no slash, which the tokens' `iss` would not have."""
    issuer = "https://issuer.example.com"
    assert samples.config(issuer=issuer).issuer == issuer


def test_the_issuer_can_be_put_together() -> None:
    """Region and user pool make the issuer."""
    config = samples.config(issuer=..., region="eu-west-1", user_pool_id="eu-west-1_Example01")
    assert config.issuer == AWS["issuer"]


def test_a_pool_of_aws_china_has_their_domain() -> None:
    """Endpoints in China end in .cn."""
    config = samples.config(issuer=..., region="cn-north-1", user_pool_id="cn-north-1_Example01")
    assert config.issuer == "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_Example01"


def test_each_issuer_has_its_own_keys() -> None:
    """A replica signs with its own Region in `iss`, and publishes its keys below that."""
    replica = "https://cognito-idp.eu-central-1.amazonaws.com/eu-west-1_Example01"
    config = samples.config(**AWS, replica_issuers=[replica])
    assert config.issuers == (AWS["issuer"], replica)
    assert config.jwks_uris == {
        AWS["issuer"]: f"{AWS['issuer']}/.well-known/jwks.json",
        replica: f"{replica}/.well-known/jwks.json",
    }


def test_keys_may_be_elsewhere() -> None:
    """Containers reach a stand-in under another name than the one in `iss`."""
    uri = "http://localhost:9002/keys?v=1"
    config = samples.config(jwks_uri=uri)
    assert (config.issuer, config.jwks_uris) == (samples.ISSUER, {samples.ISSUER: uri})


@pytest.mark.parametrize("parameters", [(("max_age", "²"),), (("max_age", "9" * 5000),)])
def test_parameters_are_checked_without_a_table(parameters: Any) -> None:
    """A configuration can also be made in Python."""
    with pytest.raises(ConfigurationError, match="max_age"):
        AuthConfig(
            domain="localhost:8001",
            issuer=samples.ISSUER,
            client_id="c",
            redirect_uri=f"{samples.PAGE}/",
            logout_uri=f"{samples.PAGE}/",
            parameters=parameters,
        )


@pytest.mark.parametrize(
    ("domain", "origin"),
    [
        ("localhost:8001", "http://localhost:8001"),
        ("127.0.0.1:8001", "http://127.0.0.1:8001"),
        ("[::1]:8001", "http://[::1]:8001"),
        ("localhost", "http://localhost"),
        ("login.example.com", "https://login.example.com"),
        ("Login.Example.com", "https://login.example.com"),
        ("localhost.example.com", "https://localhost.example.com"),
        ("login.example.com:8443", "https://login.example.com:8443"),
    ],
)
def test_the_domain_is_reached_by_https_but_on_this_machine(domain: str, origin: str) -> None:
    """Loopback hosts, by name or address, are the one exception."""
    assert samples.config(domain=domain).domain_origin == origin


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"domain": ...}, "domain"),
        ({"domain": ""}, "domain"),
        ({"domain": 7}, "domain"),
        ({"domain": "https://login.example.com"}, "domain"),
        ({"domain": "login.example.com/"}, "domain"),
        ({"domain": "login.example.com?a=1"}, "domain"),
        ({"domain": "login.example.com#a"}, "domain"),
        ({"domain": "user@login.example.com"}, "domain"),
        ({"domain": "login.example.com:"}, "domain"),
        ({"domain": "login example.com"}, "domain"),
        ({"domain": "bücher.example"}, "domain"),
        ({"issuer": ...}, "issuer"),
        ({"issuer": "eu-west-1_Example01"}, "issuer"),
        ({"issuer": f"{AWS['issuer']}/"}, "issuer"),
        ({"issuer": f"{AWS['issuer']}?a"}, "issuer"),
        ({"issuer": "http://issuer.example.com/pool"}, "issuer"),
        ({"issuer": ..., "region": "eu-west-1"}, "user_pool_id"),
        ({"issuer": ..., "user_pool_id": "eu-west-1_X"}, "region"),
        ({"issuer": ..., "region": "eu-west-1", "user_pool_id": "us-east-1_X"}, "user_pool_id"),
        ({"replica_issuers": AWS["issuer"]}, "replica_issuers"),
        ({"replica_issuers": [f"{AWS['issuer']}/"]}, "replica_issuers"),
        ({"replica_issuers": ["http://issuer.example.com/pool"]}, "replica_issuers"),
        ({"replica_issuers": ["eu-west-1_Example01"]}, "replica_issuers"),
        ({"replica_issuers": [AWS["issuer"], AWS["issuer"]]}, "replica_issuers"),
        ({"replica_issuers": [samples.ISSUER]}, "replica_issuers"),
        ({"replica_issuers": [1]}, "replica_issuers"),
        ({"replica_issuers": [f"{AWS['issuer']}0"]}, "replica_issuers"),
        ({"jwks_uri": ""}, "jwks_uri"),
        ({"jwks_uri": "/jwks.json"}, "jwks_uri"),
        ({"jwks_uri": "http://keys.example.com/jwks.json"}, "jwks_uri"),
        ({"jwks_uri": "https://keys.example.com/jwks.json#a"}, "jwks_uri"),
        ({"jwks_uri": "https://user@keys.example.com/"}, "jwks_uri"),
        ({"jwks_uri": ["https://keys.example.com/"]}, "jwks_uri"),
        ({"client_id": ...}, "client_id"),
        ({"client_id": ""}, "client_id"),
        ({"redirect_uri": ...}, "redirect_uri"),
        ({"redirect_uri": "/callback"}, "redirect_uri"),
        ({"redirect_uri": "http://app.example.com/"}, "redirect_uri"),
        ({"redirect_uri": "https://app.example.com/#a"}, "redirect_uri"),
        ({"redirect_uri": "myapp://callback"}, "redirect_uri"),
        ({"logout_uri": ...}, "logout_uri"),
        ({"logout_uri": "http://app.example.com/"}, "logout_uri"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["email"]}, "scopes"),
        ({"scopes": "openid"}, "scopes"),
        ({"scopes": ["openid", 1]}, "scopes"),
        ({"scopes": ["openid", "offline_access"]}, "scopes"),
        ({"scopes": ["openid", "email profile"]}, "scopes"),
        ({"scopes": ["openid", ""]}, "scopes"),
        ({"api_origins": "https://api.example.com"}, "api_origins"),
        ({"api_origins": ["https://api.example.com/"]}, "api_origins"),
        ({"api_origins": ["https://api.example.com/v1"]}, "api_origins"),
        ({"api_origins": ["https://API.example.com"]}, "api_origins"),
        ({"api_origins": ["https://api.example.com:443"]}, "api_origins"),
        ({"api_origins": ["http://api.example.com"]}, "api_origins"),
        ({"api_origins": ["*"]}, "api_origins"),
        ({"api_origins": ["null"]}, "api_origins"),
        ({"acr_values": "urn:example:gold"}, "acr_values"),
        ({"acr_values": "urn:cognito:loa:3,urn:cognito:loa:4"}, "acr_values"),
        ({"acr_values": "urn:cognito:loa:3", "acr_levels": ["password", "app"]}, "acr_values"),
        ({"acr_levels": "password"}, "acr_levels"),
        ({"acr_levels": []}, "acr_levels"),
        ({"acr_levels": ["password", "password"]}, "acr_levels"),
        ({"acr_levels": ["password and code"]}, "acr_levels"),
        ({"token_storage": "local"}, "token_storage"),
        ({"share_session_between_tabs": "false"}, "share_session_between_tabs"),
        ({"sign_in_on_load": 1}, "sign_in_on_load"),
        ({"sign_in_path": "/signup"}, "sign_in_path"),
        ({"prompt": 1}, "prompt"),
        ({"lang": ""}, "lang"),
        ({"max_age": "60"}, "max_age"),
        ({"max_age": -1}, "max_age"),
        ({"max_age": True}, "max_age"),
        ({"max_age": "²"}, "max_age"),
        ({"max_age": 10**5000}, "max_age"),
        ({"max_session_seconds": 1.5}, "max_session_seconds"),
        ({"idle_timeout_seconds": -1}, "idle_timeout_seconds"),
        ({"identity_provider": "A", "idp_identifier": "b"}, "idp_identifier"),
        ({"client_secret": "hush"}, "client_secret"),
        ({"token_storge": "memory"}, "token_storge"),
        ({"state": "fixed"}, "state"),
    ],
)
def test_a_mistake_names_the_key(settings: dict[str, object], key: str) -> None:
    """The message has the setting, what it got and what was expected."""
    with pytest.raises(ConfigurationError) as caught:
        samples.config(**settings)
    error = caught.value
    assert error.key == key
    assert str(error) == f"[auth] {key}: got {error.got}, expected {error.expected}"


def test_a_secret_is_refused_without_repeating_it() -> None:
    """A secret belongs neither into a page nor into a message."""
    with pytest.raises(ConfigurationError) as caught:
        samples.config(client_secret="hush-hush")
    assert "hush-hush" not in str(caught.value)
    assert "app client without one" in str(caught.value)


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Return the configuration of a PyScript page."""
    table: dict[str, Any] = {}
    javascript = SimpleNamespace(JSON=SimpleNamespace(stringify=json.dumps))
    monkeypatch.setitem(sys.modules, "js", javascript)
    monkeypatch.setitem(sys.modules, "polyscript", SimpleNamespace(config=table))
    return table


def test_a_page_brings_its_own_table(page: dict[str, Any]) -> None:
    """On a PyScript page the `[auth]` table of its configuration is read."""
    page["auth"] = samples.SETTINGS
    assert AuthConfig.from_pyscript().client_id == samples.CLIENT


@pytest.mark.parametrize("table", [None, "x", []])
def test_a_page_without_the_table_is_told(page: dict[str, Any], table: object) -> None:
    """A page without `[auth]` gets a ConfigurationError, not an AttributeError."""
    page["auth"] = table
    with pytest.raises(ConfigurationError, match="no such table"):
        AuthConfig.from_pyscript()
