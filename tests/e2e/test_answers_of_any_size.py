"""Answers of the token endpoint on both interpreters: very large ones, and invalid bytes."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Route, expect

from cognito_stand_in.pool import Group
from tests.e2e.entries import only, remote
from tests.e2e.person import Person
from tests.e2e.remote import Remote
from tests.e2e.routes import answer_to
from tests.e2e.site import Site

TOKEN = "**/oauth2/token"
INVALID = "The sign-in service sent an invalid response. Please try again."
TOO_LARGE = "The sign-in service sent more data than this page accepts. Please try again."
CHANGES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "byte order mark": (lambda body: b"\xef\xbb\xbf" + body, INVALID),
    "not UTF-8": (lambda body: body[:-1] + b', "x": "\xff\xc0\xaf"}', INVALID),
    "half a surrogate pair": (lambda body: body[:-1] + b', "x": "\xed\xa0\x80"}', INVALID),
    "a byte above 1 MiB": (lambda body: body + b" " * (1_048_577 - len(body)), TOO_LARGE),
    "10 MB": (lambda body: body[:-1] + b', "x": "' + b"x" * 10_000_000 + b'"}', TOO_LARGE),
}
ROLE = "arn:aws:iam::123456789012:role/" + "tenants/" * 64 + "r" * 60


@pytest.fixture
def full(site: Site) -> Iterator[None]:
    """Put ada into 100 groups with names of 128 characters, each with a role."""
    pool = site.cognito.pool
    ada, groups = pool.users["ada"], dict(pool.groups)
    before = ada.groups
    names = [f"tenant-{number:03d}-".ljust(128, "é") for number in range(100)]
    ada.groups = names
    for name in names:
        pool.groups[name] = Group(name=name, precedence=1, role_arn=ROLE)
    yield
    ada.groups = before
    pool.groups.clear()
    pool.groups.update(groups)


@pytest.mark.usefixtures("full")
@remote("mpy", "py")
def test_somebody_in_many_groups_signs_in_and_stays(remote: Remote) -> None:
    """Sign-in, renewal, reload and a second tab, with an ID token of 120 000 characters."""
    remote.signs_in()
    assert remote.asks("refresh").error == ""
    remote.settles("signed_in")
    remote.page.reload()
    remote.settles("signed_in")
    expect(remote.page.locator("#name")).to_have_text("Ada Lovelace")
    other = remote.another_tab()
    other.open(state="signed_in")
    assert other.asks("refresh").error == ""
    assert "session_ended" not in remote.history() + other.history()


@only("mpy", "py")
def test_an_answer_that_cannot_be_read_leaves_a_working_button(
    person: Person, subtests: pytest.Subtests
) -> None:
    """Both interpreters refuse the same bytes, say so in a sentence, and can try again."""
    person.open()
    for name, (change, sentence) in CHANGES.items():
        with subtests.test(change=name):
            person.page.route(TOKEN, _altered(change))
            person.button("Sign in").click()
            person.page.wait_for_url("**/login?*")
            person.types_password()
            person.settles("signed_out")
            expect(person.alert).to_have_text(sentence)
            person.page.unroute_all()
            person.page.context.clear_cookies()
    person.goes_to_login()
    person.types_password()
    person.settles("signed_in")


def _altered(change: Callable[[bytes], bytes]) -> Callable[[Route], None]:
    def alter(route: Route) -> None:
        answer = answer_to(route)
        route.fulfill(response=answer, body=change(answer.body()))

    return alter
