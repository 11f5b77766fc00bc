"""An app in a worker, and a session in one."""

from tests.browsers.person import Person
from tests.e2e.entries import in_vault, in_worker
from tests.e2e.site import Site


@in_worker("mpy-worker")
def test_an_app_in_a_worker_signs_in_and_calls_the_api(person: Person, site: Site) -> None:
    """The page owns the session; responses pass over a port, also as streams."""
    person.signs_in()
    person.sees("Ada Lovelace, in a worker", at="#name")
    person.tab.click("#call-api")
    person.sees('"username":"ada"', at="#api-result")
    person.tab.click("#show-profile")
    person.sees("ada@example.com", at="#api-result")
    person.tab.click("#renew")
    person.sees("renewed", at="#email")
    assert site.grants() == ["authorization_code", "refresh_token"]
    person.tab.click("#sign-out-here")
    person.settles("signed_out")
    person.sees_nothing_protected()


@in_vault("launcher", "mpy")
def test_a_vault_signs_in_calls_the_api_and_signs_out(person: Person) -> None:
    """No program of the page gets a token, and the tab stores none."""
    person.signs_in()
    person.sees("Ada Lovelace", at="#name")
    assert person.asks("fetch", url="/api/user").value["status"] == 200
    assert person.asks("refresh").value["event"] == "renewed"
    assert person.asks("get_access_token").error == "ArgumentRefused"
    assert [key for key in person.keeps() if not key.startswith("cognito.vault.")] == []
    assert person.asks("sign_out", hosted=False).value["revoked"] is True
    person.settles("signed_out")
    person.sees_nothing_protected()


@in_vault("mpy")
def test_a_sign_out_ends_the_session_of_every_tab(
    person: Person, second_tab: Person, site: Site
) -> None:
    """Tabs share the worker and its session; without SharedWorker, each has its own."""
    person.signs_in()
    if person.tab.evaluate("() => 'SharedWorker' in window"):
        second_tab.open(state="signed_in")
        second_tab.sees("Ada Lovelace", at="#name")
        person.leaves(lambda: person.tab.evaluate("() => location.reload()"))
        person.settles("signed_in")
        assert site.grants() == ["authorization_code"]
    else:
        second_tab.signs_in()
    second_tab.asks("sign_out", hosted=False)
    person.settles("ended")
    person.sees_nothing_protected()


@in_vault("mpy")
def test_a_reload_of_the_only_tab_goes_to_cognito(person: Person, site: Site) -> None:
    """Whose own session answers without a password."""
    person.watch.is_left_early = True
    person.signs_in()
    person.leaves(lambda: person.tab.evaluate("() => location.reload()"))
    person.sees("Ada Lovelace", at="#name")
    person.settles("signed_in")
    assert site.grants() == ["authorization_code"] * 2
    assert len(site.domain_log.find("POST", "/login")) == 1
