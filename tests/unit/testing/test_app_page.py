"""An app without a browser: the real `index.html`, the real program, and what they make visible."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import Receive, Scope, Send

from auth import ConfigurationError, Session
from auth.testing import AppPage, event_loop, person
from cognito_stand_in import example_pool
from tests.project.modules import ROOT

HTML = """<!doctype html>
<html lang="en" data-session="booting"><head><title>App</title></head><body>
<p id="alert" role="alert"></p><button id="sign-in">Sign in</button>
<section><h1>Hello <span id="name"></span></h1><input id="field" value="a">
<button id="go">Go</button><button id="idle">Idle</button><button id="off" disabled>Off</button>
<output id="said"></output><button id="sign-out">Sign out</button></section></body></html>"""
START = """
page = Page()

@page.on_session
def show(session):
    if session.user is not None:
        page.write("name", session.user.name)
"""
END = "\nawait page.start()\n"
HANDLER = """
@page.on_click("go")
async def go():
    {}
"""
Write = Callable[..., AppPage]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Write]:
    """Return a function that writes an app with a handler of "Go", and opens it."""
    opened: list[AppPage] = []

    def write(
        handler: str = "pass",
        *,
        start: str = "from auth import Page",
        more: str = "",
        **options: object,
    ) -> AppPage:
        (tmp_path / "index.html").write_text(HTML)
        program = start + START + HANDLER.format(handler) + more + END
        (tmp_path / "main.py").write_text(program)
        opened.append(AppPage(tmp_path, **{"user": "ada", **options}))  # type: ignore[arg-type]
        return opened[-1]

    yield write
    for one in opened:
        one.close()


@pytest.mark.parametrize(
    "start",
    [
        "from auth import Page",
        "from cognito_auth import Page",
        "from auth.page import Page",
        "from cognito_auth.page import Page\nfrom auth.page import Page as P\nassert P is Page",
        """
import auth, auth.errors, cognito_auth.errors
assert cognito_auth.errors is auth.errors and cognito_auth is auth
from cognito_auth import Page
""",
    ],
)
def test_the_library_has_two_names_and_one_module(app: Write, start: str) -> None:
    """A program imports it as `auth` or as `cognito_auth`, whatever its name is in the tests."""
    page = app(start=start)
    assert (page.state, page.text("name")) == ("signed_in", "Ada Lovelace")
    assert isinstance(page.session, Session)
    assert page.client.session.user is not None


def test_nothing_of_a_page_is_left_behind(app: Write) -> None:
    """Between two steps there is no `js` and no other name of the library, and its own is sound."""
    page = app()
    page.click("go")
    strangers = [name for name in sys.modules if name.partition(".")[0] in ("js", "cognito_auth")]
    assert strangers == [name for name in sys.modules if name.startswith("auth.page")] == []
    own = sys.modules["auth"]
    assert own.__spec__ is not None
    assert (own.__name__, own.__spec__.name, hasattr(own, "page")) == ("auth", "auth", False)


@pytest.mark.parametrize(
    ("handler", "missing"),
    [('page.write("nowhere", "x")', "nowhere"), ('page.write("result", "x")', "result")],
)
def test_an_id_that_the_html_lacks_fails_and_is_named(
    app: Write, handler: str, missing: str
) -> None:
    """In a handler when it is clicked, and as the id of a handler when the page starts."""
    page = app(handler)
    with pytest.raises(LookupError, match=f"no element with the id {missing}"):
        page.click("go")
    with pytest.raises(LookupError, match=f"no element with the id {missing}"):
        page.text(missing)
    with pytest.raises(LookupError, match="no element with the id never"):
        app(more="page.on_click('never')(lambda: None)")
    with pytest.raises(LookupError, match="no element with the id lost"):
        app(more="page.on_session(lambda session: page.write('lost', ''))")


def test_what_the_app_raises_reaches_the_test(app: Write) -> None:
    """An exception fails the test once, with its place; an error of the sign-in is shown."""
    page = app('raise ValueError("a mistake of the app")')
    with pytest.raises(ValueError, match="a mistake of the app") as failure:
        page.click("go")
    assert failure.value.__notes__ == ['raised by the click handler of "go" of the app']
    assert any("main.py" in str(one.path) for one in failure.traceback)
    page = app('raise __import__("auth").SignInRequired')
    page.click("go")
    assert page.alert == "Your session has ended. Please sign in again."


def test_a_click_on_what_does_nothing_fails(app: Write) -> None:
    """A test that clicks in vain would show nothing."""
    page = app()
    with pytest.raises(AssertionError, match="the id idle has no listener"):
        page.click("idle")
    with pytest.raises(AssertionError, match="the id off is disabled"):
        page.click("off")


def test_nobody_is_signed_in_without_a_user(app: Write) -> None:
    """The page offers to sign in, and leaves for Cognito when its button is clicked."""
    page = app(user=None)
    assert (page.state, page.text("name"), page.left_for) == ("signed_out", "", "")
    page.click("sign-in")
    assert page.left_for.startswith("http://localhost:8001/login?response_type=code&")


def test_a_sign_out_removes_what_was_shown(app: Write) -> None:
    """And leaves for Cognito's own sign-out."""
    page = app()
    page.click("sign-out")
    assert (page.state, page.text("name")) == ("signed_out", "")
    assert page.left_for.startswith("http://localhost:8001/logout?")


def test_anybody_can_be_signed_in(app: Write) -> None:
    """With any attributes and groups; a person whom the pool does not have is named."""
    lin = person("lin", name="Lin Ng", email="lin@example.com", groups=["reviewers"])
    page = app(user=lin)
    assert page.session.user is not None
    assert (page.text("name"), page.session.user.groups) == ("Lin Ng", ["reviewers"])
    with pytest.raises(LookupError, match="got 'bob', expected one of ada, grace"):
        app(user="bob")


def test_answers_of_an_api_are_values(app: Write) -> None:
    """The calls are recorded, with the access token of the person; an unknown path gets 404."""
    handler = (
        'sent = await page.client.fetch("/api/notes", method="POST", json={"text": "hi"})\n'
        '    other = await page.client.fetch("/api/other")\n'
        '    page.write("said", f"{sent.status} {sent.json()[0]} {other.status}")'
    )
    page = app(handler, api={"/api/notes": ["hi"], "/api/gone": PlainTextResponse("", 410)})
    page.click("go")
    assert page.text("said") == "200 hi 404"
    first, second = page.calls
    assert (first.method, first.path, first.json()) == ("POST", "/api/notes", {"text": "hi"})
    assert first.headers["authorization"].startswith("Bearer eyJ")
    assert second.path == "/api/other"


def test_an_asgi_application_can_be_the_api(app: Write) -> None:
    """Its answers are the page's, and what it raises reaches the test."""

    async def api(scope: Scope, receive: Receive, send: Send) -> None:
        body = await Request(scope, receive).json()
        await JSONResponse({"got": body})(scope, receive, send)

    handler = (
        'answer = await page.client.fetch("/api/x", method="PUT", json=[1])\n'
        '    page.write("said", str(answer.json()))'
    )
    page = app(handler, api=api)
    page.click("go")
    assert page.text("said") == "{'got': [1]}"


def test_without_an_api_the_page_says_so(app: Write) -> None:
    """As in a browser that is offline."""
    page = app('await page.client.fetch("/api/user")')
    page.click("go")
    assert page.alert.startswith("The server of this app could not be reached.")


def test_time_passes_when_the_test_says_so(app: Write) -> None:
    """A token is renewed before it expires, without a second of waiting."""
    page = app()
    assert page.session.renewals == 0
    for _ in range(4):
        page.advance(900)
    assert (page.state, page.session.renewals) == ("signed_in", 1)


def test_a_field_has_what_is_typed(app: Write) -> None:
    """Its value changes, and its `input` event is fired."""
    listening = (
        "\nimport js\nfield = js.document.getElementById('field')\n"
        "field.addEventListener('input', lambda event: page.write('said', event.target.value))\n"
    )
    page = app(more=listening)
    page.fill("field", "typed")
    assert page.text("said") == page.element("field").value == "typed"


def test_several_apps_are_open_at_once(app: Write) -> None:
    """Each has its own document, person, modules and clock."""
    one, other = app(), app(user="grace")
    one.click("sign-out")
    assert (one.state, other.state, other.text("name")) == (
        "signed_out",
        "signed_in",
        "Grace Hopper",
    )


def test_a_program_imports_modules_of_its_folder(app: Write, tmp_path: Path) -> None:
    """They may import the library too, and are not imported for other tests."""
    (tmp_path / "helper_of_the_app.py").write_text("from auth import Page\nWORDS = 'helped'\n")
    page = app("import helper_of_the_app as own; page.write('said', own.WORDS)")
    page.click("go")
    assert page.text("said") == "helped"
    assert "helper_of_the_app" not in sys.modules
    assert str(tmp_path) not in sys.path


def test_a_task_without_an_end_does_not_stop_the_test(
    app: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the step that starts it waits for it, for a while."""
    monkeypatch.setattr(event_loop, "SETTLE_SECONDS", 0.1)
    page = app("import asyncio; asyncio.create_task(asyncio.sleep(1000))")
    for _ in range(3):
        page.click("go")
    assert page.state == "signed_in"


def test_a_page_opens_in_a_running_event_loop(app: Write) -> None:
    """As in a test of Playwright, or one that is a coroutine function."""
    import asyncio  # noqa: PLC0415

    async def story() -> str:
        return app().text("name")

    assert asyncio.run(story()) == "Ada Lovelace"


def test_settings_are_the_apps_own(app: Write, tmp_path: Path) -> None:
    """Those of `pyscript.toml`, with a pool that fits them, also one at AWS."""
    (tmp_path / "pyscript.toml").write_text(
        '[auth]\ndomain = "shop.auth.eu-west-1.amazoncognito.com"\nregion = "eu-west-1"\n'
        'user_pool_id = "eu-west-1_AbCdEfGhI"\nclient_id = "1example23456789"\n'
        'redirect_uri = "https://shop.example/app/"\nlogout_uri = "https://shop.example/"\n'
        'scopes = ["openid", "email", "shop/orders"]\n'
    )
    page = app('await page.client.fetch("/orders"); page.write("said", "ok")', api={"/orders": []})
    assert page.session.user is not None
    issuer = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEfGhI"
    assert page.session.user.get("iss") == issuer
    page.click("go")
    assert page.text("said") == "ok"
    page.click("sign-out")
    assert page.left_for.startswith("https://shop.auth.eu-west-1.amazoncognito.com/logout?")
    with pytest.raises(ConfigurationError, match="scopes: got a string"):
        app(settings={"scopes": "openid"})


def test_a_program_can_be_given_more_of_the_browser(app: Write) -> None:
    """What the double lacks is named, and can be passed."""
    handler = "import js; page.write('said', js.navigator.language)"
    page = app(handler)
    with pytest.raises(AttributeError, match="js has no navigator in tests: pass one, as in js="):
        page.click("go")
    from types import SimpleNamespace  # noqa: PLC0415

    page = app(handler, js={"navigator": SimpleNamespace(language="de")})
    page.click("go")
    assert page.text("said") == "de"


# In those with a `build.py`, another program runs the app.
EXAMPLES = [
    path.parent
    for path in sorted((ROOT / "examples").glob("*/main.py"))
    if not path.with_name("build.py").exists()
]


@pytest.mark.parametrize("folder", [ROOT, *EXAMPLES])
def test_every_example_runs(folder: Path) -> None:
    """Those of this repository, and its own page."""
    rain = {"place": "Shetland", "days": [{"day": "2026-11-30", "millimetres": 4}]}
    api: dict[str, object] = {"/api/user": {"username": "ada"}, "/rain": rain}
    page = AppPage(folder, user="ada", api=api)
    try:
        assert (page.state, page.text("name")) == ("signed_in", "Ada Lovelace")
    finally:
        page.close()


def test_a_pool_of_ones_own_has_what_the_app_needs(app: Write) -> None:
    """Its URIs and scopes are registered there, besides those that it has."""
    pool = example_pool()
    before = next(iter(pool.clients.values())).callback_urls
    own = {"redirect_uri": "http://localhost:8000/app/", "scopes": ["openid", "shop/orders"]}
    page = app(pool=pool, settings=own)
    assert page.state == "signed_in"
    assert page.text("name") == "Ada Lovelace"
    client = next(iter(pool.clients.values()))
    assert set(client.callback_urls) == {*before, "http://localhost:8000/app/"}


def test_an_app_with_a_vault_is_tested_without_one(app: Write) -> None:
    """There is no worker, and the page itself has the session."""
    page = app(settings={"token_storage": "worker"})
    assert (page.state, page.text("name")) == ("signed_in", "Ada Lovelace")
