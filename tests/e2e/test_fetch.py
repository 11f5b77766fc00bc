"""`client.fetch` in the browser: which origins get the token, and what a refusal leads to."""

import json

import pytest

from tests.e2e.entries import remote_with_api
from tests.e2e.remote import Remote
from tests.e2e.site import Site


@remote_with_api("mpy")
def test_the_token_goes_to_listed_origins_only(
    remote: Remote, site: Site, subtests: pytest.Subtests
) -> None:
    """However an address is dressed up, the browser and the list agree about where it leads."""
    remote.has_signed_in()
    api, unlisted = site.others.api, site.others.unlisted
    api_host, unlisted_host = api.removeprefix("http://"), unlisted.removeprefix("http://")
    refused = [
        f"{unlisted}/who",
        f"//{unlisted_host}/who",
        f"\\\\{unlisted_host}/who",
        f"http://{api_host}@{unlisted_host}/who",
        f"http://{api_host}%40{unlisted_host}/who",
        f"http://{api_host}.evil.example/who",
        f"http://localhost:{int(api.rpartition(':')[2]) + 1}/who",
        f"https://{api_host}/who",
        f"http://127.0.0.1:{api.rpartition(':')[2]}/who",
        f"ht\ntp://{unlisted_host}/who",
        f"HTTP://{unlisted_host.upper()}/who",
        "/api/user",
        "javascript:fetch('/who')",
    ]
    for url in refused:
        with subtests.test(url=url):
            assert remote.asks("fetch", url=url).error == "ArgumentRefused"
    assert site.others.requests == []
    assert not site.others.unlisted_was_called

    for url in (f"{api}/who", f"http://LOCALHOST:{api.rpartition(':')[2]}/who"):
        with subtests.test(url=url):
            assert remote.asks("fetch", url=url).value["status"] == 200
    assert site.others.tokens() == [remote.asks("get_access_token").value] * 2


@remote_with_api("mpy")
def test_no_redirect_is_followed(remote: Remote, site: Site) -> None:
    """A redirect of a listed origin is not followed either, because it would get the token."""
    remote.watch.unsent = [f"{site.others.unlisted}/who"]
    remote.has_signed_in()
    url = f"{site.others.api}/moved"
    assert remote.asks("fetch", url=url).error == "ApiRequestFailed"
    assert len(site.others.requests) == 1
    assert not site.others.unlisted_was_called


@remote_with_api("py", "mpy")
def test_a_401_is_answered_with_one_renewal_and_one_repetition(remote: Remote, site: Site) -> None:
    """The body is sent again as well, and a 401 for the new token is the caller's."""
    remote.watch.expect_failed_load("/who")
    remote.has_signed_in()
    old = remote.asks("get_access_token").value
    call = {"url": f"{site.others.api}/who", "method": "POST", "json": {"amount": 7}}

    site.others.refusals = [401]
    answer = remote.asks("fetch", **call).value
    assert (answer["status"], json.loads(answer["text"])) == (200, {"body": '{"amount": 7}'})
    assert site.others.tokens() == [old, remote.asks("get_access_token").value]
    assert len(set(site.others.tokens())) == 2
    assert site.refreshes() == 1

    site.others.refusals = [401]
    assert remote.asks("fetch", **call).value["status"] == 401
    assert len(site.others.requests) == 3
    assert site.refreshes() == 1
    assert remote.asks("session").value["state"] == "signed_in"


@remote_with_api("mpy")
def test_many_calls_that_meet_a_401_share_a_renewal(remote: Remote, site: Site) -> None:
    """Ten calls with one dead token make one new one."""
    remote.watch.expect_failed_load("/who")
    remote.has_signed_in()
    site.others.refusals = [401] * 10
    url = f"{site.others.api}/who"
    answers = remote.asks_at_once("fetch", 10, url=url)
    assert [one.value["status"] for one in answers] == [200] * 10
    assert site.refreshes() == 1


@remote_with_api("mpy")
def test_a_demand_for_a_fresher_sign_in_is_reported(remote: Remote, site: Site) -> None:
    """It costs no renewal (RFC 9470), and what it says is what a new sign-in needs."""
    remote.watch.expect_failed_load("/transfer")
    remote.has_signed_in()
    outcome = remote.asks("fetch", url=f"{site.others.api}/transfer")
    assert outcome.error == "StepUpRequired"
    assert outcome.shown == {"max_age": 60, "acr_values": "mfa"}
    assert site.refreshes() == 0
    with remote.page.expect_request("**/login?*max_age=60*"):
        remote.starts("sign_in", max_age=outcome.shown["max_age"])
    remote.page.wait_for_url(site.url())
    remote.settles("signed_in")


@remote_with_api("mpy")
def test_a_call_can_be_given_up(remote: Remote, site: Site) -> None:
    """The caller's signal or a time limit aborts it; the session does not change."""
    remote.has_signed_in()
    url = f"{site.others.api}/who"
    remote.holds("**/who")
    assert remote.asks("fetch", url=url, timeout=0.05).error == "ApiRequestFailed"
    assert remote.gives_up("fetch", url=url).error == "ApiRequestFailed"
    assert remote.asks("session").value["state"] == "signed_in"
    assert site.refreshes() == 0
