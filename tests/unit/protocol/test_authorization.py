"""Pending sign-ins and the URL that starts one (more in tests/vectors)."""

import json
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.errors import ArgumentRefused, ConfigurationChanged, MalformedResponse
from auth.protocol.authorization import (
    LIFETIME_SECONDS,
    Transaction,
    build_authorization_url,
    merge_parameters,
    new_transaction,
    parse_transaction,
    safe_return_to,
)
from auth.testing.doubles import START
from tests.support import samples

CHARACTERS = st.characters(exclude_categories=["Cs"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(CHARACTERS),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(CHARACTERS), inner),
    max_leaves=8,
)


def begin(**parts: object) -> Transaction:
    """Create a pending sign-in."""
    return new_transaction(
        samples.config(),
        random_bytes=secrets.token_bytes,
        now=START,
        return_to="/",
        **parts,  # type: ignore[arg-type]
    )


@given(JSON)
def test_any_json_value_survives_storage(app_state: object) -> None:
    """Every part is read back, the app's state included."""
    pending = begin(app_state=app_state, max_age=5)
    assert vars(parse_transaction(pending.to_json())) == vars(pending)


@pytest.mark.parametrize(
    "app_state", [float("inf"), object(), {1, 2}, b"x", [float("nan")], "\udfff", {"\ud800": 1}]
)
def test_a_value_that_is_no_json_is_refused_at_once(app_state: object) -> None:
    """The caller gets the error at once, not the person when they return."""
    with pytest.raises(ArgumentRefused):
        begin(app_state=app_state)


def test_no_two_values_are_equal() -> None:
    """State, nonce and verifier are independent."""
    pending = begin()
    assert len({pending.state, pending.nonce, pending.code_verifier}) == 3


def test_the_state_is_short_and_plain() -> None:
    """The app's state is not part of the URL."""
    pending = begin(app_state="x" * 4096)
    assert pending.state.replace("-", "").replace("_", "").isalnum()
    assert len(pending.state) == 32


@pytest.mark.parametrize(
    ("age", "stale"),
    [
        (0, False),
        (LIFETIME_SECONDS, False),
        (LIFETIME_SECONDS + 0.1, True),
        (-LIFETIME_SECONDS, False),
        (-LIFETIME_SECONDS - 0.1, True),
    ],
)
def test_an_hour_makes_stale(age: float, *, stale: bool) -> None:
    """In both directions, because a clock may be set forward or back."""
    assert samples.transaction().is_stale(START + age) is stale


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("issuer", "issuer"),
        ("domain_origin", "domain"),
        ("client_id", "client_id"),
        ("redirect_uri", "redirect_uri"),
    ],
)
def test_a_sign_in_is_bound_to_its_settings(part: str, key: str) -> None:
    """Issuer, domain, client and redirect URI are compared, and the one that changed is named."""
    samples.transaction().require_same_settings(samples.config(token_storage="memory"))
    other = samples.transaction(**{part: "https://other.example"})
    with pytest.raises(ConfigurationChanged, match=rf"changed during the sign-in \({key}\)"):
        other.require_same_settings(samples.config())


@pytest.mark.parametrize(
    "name",
    [
        "state",
        "nonce",
        "code_verifier",
        "redirect_uri",
        "issuer",
        "domain_origin",
        "client_id",
        "return_to",
    ],
)
@pytest.mark.parametrize("value", [None, "", 1, ["x"]])
def test_a_damaged_record_is_refused(name: str, value: object) -> None:
    """Members must be strings, and times numbers."""
    record = {**vars(samples.transaction()), name: value}
    with pytest.raises(MalformedResponse):
        parse_transaction(json.dumps(record))


@pytest.mark.parametrize(
    "change", [{"created_at": "x"}, {"created_at": None}, {"created_at": True}, {"max_age": "1"}]
)
def test_damaged_times_are_refused(change: dict[str, object]) -> None:
    """A number; `max_age` may be absent."""
    with pytest.raises(MalformedResponse):
        parse_transaction(json.dumps({**vars(samples.transaction()), **change}))


def test_the_path_can_be_chosen_for_one_url() -> None:
    """Another path of Cognito's takes the same parameters."""
    config, pending = samples.config(), samples.transaction()
    url = build_authorization_url(config, pending)
    other = build_authorization_url(config, pending, path="/signup")
    assert other == url.replace("/login?", "/signup?")


def test_the_verifier_stays_here() -> None:
    """The URL contains the challenge, not the verifier."""
    pending = samples.transaction()
    url = build_authorization_url(samples.config(), pending)
    assert pending.code_verifier not in url
    assert "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" in url


@pytest.mark.parametrize(
    ("configured", "given", "expected"),
    [
        ((), (), []),
        ((("lang", "de"),), (), [("lang", "de")]),
        ((("lang", "de"),), (("lang", "fr"),), [("lang", "fr")]),
        ((("lang", "de"),), (("lang", ""),), []),
        ((("lang", "de"),), (("prompt", "login"),), [("lang", "de"), ("prompt", "login")]),
        ((("identity_provider", "A"),), (("idp_identifier", "b"),), [("idp_identifier", "b")]),
        ((("idp_identifier", "b"),), (("identity_provider", ""),), []),
    ],
)
def test_the_call_wins_over_the_configuration(
    configured: tuple[tuple[str, str], ...],
    given: tuple[tuple[str, str], ...],
    expected: list[tuple[str, str]],
) -> None:
    """Each parameter occurs once at most; an empty value removes it."""
    assert merge_parameters(configured, given) == expected


@given(st.text(alphabet="/\\.:@?#%evil \t\nh\u2028é", max_size=10))
def test_a_return_to_never_leaves_the_origin(text: str) -> None:
    """Every accepted value is a path that no browser reads as another host."""
    try:
        path = safe_return_to(text, "https://app.example.com/")
    except ArgumentRefused:
        return
    assert path.startswith("/")
    assert not path.startswith(("//", "/\\"))
    assert path.isprintable()
