"""The pool that is made in code is the one that `infra/` describes."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from cognito_stand_in import FakeCognito, Pool, SimpleBrowser, example_pool
from cognito_stand_in.example import CLIENT_ID
from cognito_stand_in.passwords import password_matches
from cognito_stand_in.serving.summary import endpoint_lines, people_lines

Load = Callable[..., Pool]
ORIGINS = ["http://localhost:8000", "http://localhost:9000"]


def comparable(pool: Pool) -> Pool:
    """Return the pool without its salted hashes, which differ each time."""
    users = {name: replace(user, password_hash=None) for name, user in pool.users.items()}
    return replace(pool, users=users)


def test_it_is_the_templates_pool(load: Load) -> None:
    """Equal in every value, except for what only the template has, factors, and the JSON API."""
    loaded = load(ProviderIssuer="")
    del loaded.clients[loaded.client_named("Machine").client_id]
    made = example_pool(page_origins=ORIGINS)
    templates, client = loaded.clients[CLIENT_ID], made.clients[CLIENT_ID]
    assert set(client.auth_flows) - set(templates.auth_flows) == {
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
    }
    assert client.scopes == templates.scopes
    assert loaded.factors.second == ("totp",)
    assert set(made.factors.first) - set(loaded.factors.first) == {"SMS_OTP"}
    made.factors = loaded.factors
    made.clients[CLIENT_ID] = replace(client, auth_flows=templates.auth_flows)
    assert comparable(made) == comparable(loaded)


def test_people_have_the_development_files_passwords(load: Load) -> None:
    """Each hash matches the password of the same person in the file."""
    loaded, made = load().users, example_pool().users
    for name, user in made.items():
        assert user.password_hash is not None
        assert password_matches(str(loaded[name].development_password), user.password_hash)
    assert list(made) == ["ada", "grace"]


def test_it_differs_only_where_it_is_told_to() -> None:
    """Callback URLs are accepted as they are, once each, for sign-in and sign-out."""
    page = "http://localhost:3000/"
    given = [page, "myapp://callback"]
    pool = example_pool(
        domain="https://sign-in.example",
        issuer_origin="https://issuer.example",
        page_origins=["http://localhost:3000"],
        callback_urls=given,
    )
    client = pool.clients[CLIENT_ID]
    assert list(client.callback_urls) == list(client.logout_urls) == given
    assert (pool.domain, pool.issuer) == (
        "https://sign-in.example",
        "https://issuer.example/eu-west-1_StandIn01",
    )


def test_two_pools_share_nothing() -> None:
    """Tests may change the pool that they have."""
    one, other = example_pool(), example_pool()
    one.users["ada"].groups.append("editors")
    one.users.pop("grace")
    assert other.users["ada"].groups == ["admins"]
    assert "grace" in other.users


def test_people_sign_in() -> None:
    """With nothing but the defaults."""
    asked = {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": "http://localhost:8000/",
        "scope": "openid api/read",
    }
    browser = SimpleBrowser(FakeCognito(example_pool()))
    url = f"http://localhost:8001/oauth2/authorize?{urlencode(asked)}"
    callback = browser.sign_in(url, "grace", "First-Actual-Bug-1947")
    assert callback.startswith("http://localhost:8000/?code=")


def test_a_pool_without_people_says_where_they_come_from() -> None:
    """Instead of a heading without lines."""
    pool = example_pool()
    assert people_lines(FakeCognito(pool))[1:] == [
        "  ada    Analytical-Engine-1843",
        "  grace  First-Actual-Bug-1947",
    ]
    pool.users = {}
    assert people_lines(FakeCognito(pool))[0].startswith("Nobody can sign in yet.")


def test_the_replicas_issuer_is_printed() -> None:
    """At the start, after the endpoints, if the pool has a replica."""
    pool = example_pool()
    assert f"  replica issuer          {pool.replica_issuer}" in endpoint_lines(FakeCognito(pool))
    pool.replica_issuer = None
    assert not [line for line in endpoint_lines(FakeCognito(pool)) if "replica" in line]
