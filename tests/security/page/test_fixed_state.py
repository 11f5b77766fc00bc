"""An attacker chooses the state, nonce or verifier, by a link to the page (RFC 9700 4.7)."""

from auth.encoding.url import form_decode, parse_url
from tests.support import samples
from tests.support.tab import Browser

CHOSEN = {
    "nonce": "ch0sen",
    "code_challenge": "ch0sen",
    "code_challenge_method": "plain",
    "code_verifier": "ch0sen",
    "redirect_uri": "https://evil.example/",
    "client_id": "ch0sen",
    "scope": "aws.cognito.signin.user.admin",
    "prompt": "none",
    "login_hint": "ch0sen",
    "response_type": "token",
    "domain": "evil.example",
}
LINK = f"{samples.PAGE}/?state=ch0sen&" + "&".join(f"{k}={v}" for k, v in CHOSEN.items())
TIMES = 20


async def test_nothing_of_a_link_gets_into_the_request(one_browser: Browser) -> None:
    """Every parameter of the authorization request is the configuration's, or fresh."""
    tab = one_browser.tab(LINK)
    await tab.client.start()
    await tab.client.sign_in()
    url = parse_url(tab.navigation.visited[-1])
    parameters = dict(form_decode(url.query or ""))
    assert url.origin == samples.DOMAIN
    assert "ch0sen" not in url.with_query(url.query, url.fragment)
    assert parameters["redirect_uri"] == f"{samples.PAGE}/"
    assert parameters["response_type"] == "code"
    assert parameters["code_challenge_method"] == "S256"
    assert parameters["scope"] == "openid email profile api/read"
    assert not {"prompt", "login_hint", "domain", "code_verifier"} & parameters.keys()


async def test_no_value_is_used_twice(one_browser: Browser) -> None:
    """Every attempt draws its own state, nonce and verifier, also in one and the same tab."""
    tab = one_browser.tab()
    drawn: list[str] = []
    for _ in range(TIMES):
        await tab.load(LINK).sign_in()
        query = parse_url(tab.navigation.visited[-1]).query or ""
        parameters = dict(form_decode(query))
        drawn += [parameters[name] for name in ("state", "nonce", "code_challenge")]
    assert len(set(drawn)) == 3 * TIMES
    assert all(len(value) >= 22 for value in drawn)  # 128 bits and more
