"""The address bar on return (most of it is in tests/vectors)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auth.errors import AuthError, AuthorizationDenied, MalformedResponse
from auth.protocol.callback import (
    DESCRIPTION_LIMIT,
    AuthorizationGrant,
    clean_url,
    parse_callback,
    read_callback,
)
from tests.support import samples

PAGE = f"{samples.PAGE}/"
OWN = ["a=1", "b", "a=%zz", "code_=1", "=code"]
PIECES = st.sampled_from(
    [*OWN, "state=s", "state=x", "code=c", "code=", "error=e", "%63ode=c", "iss=i", "&"]
)
QUERIES = st.lists(PIECES).map("&".join)
FRAGMENTS = st.sampled_from(["", "#", "#/route?code=1", "#id_token=x", "#a&access_token=x&b"])


@given(QUERIES, FRAGMENTS)
def test_a_cleaned_url_is_no_callback(query: str, fragment: str) -> None:
    """Cleaning leaves nothing to find, changes nothing else, and once is enough."""
    url = f"{PAGE}?{query}{fragment}"
    cleaned = clean_url(url, PAGE)
    assert read_callback(cleaned, PAGE) is None
    assert clean_url(cleaned, PAGE) == cleaned
    if read_callback(url, PAGE) is None:
        kept = [piece for piece in query.split("&") if not piece.startswith("state=")]
        assert cleaned.partition("#")[0].partition("?")[2].split("&") == (kept or [""])


@given(QUERIES)
def test_other_parameters_keep_their_order(query: str) -> None:
    """What is not of the answer stays, in order and spelling."""
    cleaned = clean_url(f"{PAGE}?{query}", PAGE).partition("?")[2]
    kept = [piece for piece in cleaned.split("&") if piece in OWN]
    assert kept == [piece for piece in query.split("&") if piece in OWN]


@pytest.mark.parametrize("name", ["session_state", "iss", "error_description"])
def test_the_query_of_the_redirect_uri_stays(name: str) -> None:
    """A parameter that the app registered is kept, even if a response could have that name."""
    redirect_uri = f"{PAGE}?{name}=mine"
    assert clean_url(f"{redirect_uri}&code=c&state=s", redirect_uri) == redirect_uri


@given(QUERIES, FRAGMENTS)
def test_only_one_good_answer_leads_to_a_grant(query: str, fragment: str) -> None:
    """A grant needs exactly one code and our state; everything else raises an error of ours."""
    callback = read_callback(f"{PAGE}?{query}{fragment}", PAGE)
    if callback is None:
        return
    try:
        grant = parse_callback(callback, samples.transaction(state="s"), samples.config())
    except AuthError:
        return
    assert (callback.values("state"), callback.values("code")) == (["s"], [grant.code])
    assert (callback.values("error"), callback.has_tokens) == ([], False)


@given(QUERIES, FRAGMENTS, st.sampled_from(["/", "/shop", "/index.html"]))
def test_a_pending_state_is_ours_on_any_page(query: str, fragment: str, path: str) -> None:
    """No code stays in an address that has it; without it, another page keeps what it has."""
    url = f"{samples.PAGE}{path}?{query}{fragment}"
    cleaned = clean_url(url, PAGE, "s".__eq__)
    if "state=s" in query.split("&"):
        assert not {"state=s", "code=c", "%63ode=c", "error=e"} & set(cleaned[22:].split("&"))
        assert "id_token" not in cleaned or "code" not in query
    elif path == "/shop":
        assert cleaned == url


@pytest.mark.parametrize("url", ["about:blank", "https://é.example/?code=x", ""])
def test_an_address_that_cannot_be_parsed_is_no_callback(url: str) -> None:
    """It is left as it is."""
    assert read_callback(url, PAGE) is None
    assert clean_url(url, PAGE) == url


def test_a_denial_carries_what_the_app_gave() -> None:
    """Code, description and app state, the text from outside capped."""
    callback = read_callback(
        f"{PAGE}?error={'e' * 999}&error_description={'d' * 999}&state=the-state", PAGE
    )
    assert callback is not None
    with pytest.raises(AuthorizationDenied) as caught:
        parse_callback(callback, samples.transaction(app_state=[1]), samples.config())
    denial = caught.value
    assert len(denial.error) == len(denial.error_description) == DESCRIPTION_LIMIT
    assert denial.app_state == [1]


def test_what_nobody_sees_is_not_passed_on() -> None:
    """Marks that turn or hide text are dropped, and line ends become spaces."""
    unseen = "%E2%80%AE%E2%80%8B%EF%BB%BF%C2%AD%C2%9B%7F%F3%A0%81%81"
    callback = read_callback(
        f"{PAGE}?error=a%00b&error_description=a%0D%0A{unseen}%C3%A9%F0%9F%98%80&state=the-state",
        PAGE,
    )
    assert callback is not None
    with pytest.raises(AuthorizationDenied) as caught:
        parse_callback(callback, samples.transaction(), samples.config())
    assert (caught.value.error, caught.value.error_description) == ("a b", "a  \u00e9\U0001f600")


def test_tokens_in_the_address_name_the_setting_to_change() -> None:
    """The implicit grant is refused with advice."""
    callback = read_callback(f"{PAGE}#access_token=secret&state=the-state", PAGE)
    assert callback is not None
    with pytest.raises(MalformedResponse, match="authorization code grant on") as caught:
        parse_callback(callback, samples.transaction(), samples.config())
    assert "secret" not in str(caught.value)


def test_a_representation_holds_no_code() -> None:
    """Callback and grant stay silent in logs."""
    callback = read_callback(f"{PAGE}?code=secret&state=x", PAGE)
    grant = AuthorizationGrant(code="secret", transaction=samples.transaction())
    assert (repr(callback), repr(grant)) == ("<Callback>", "<AuthorizationGrant>")
