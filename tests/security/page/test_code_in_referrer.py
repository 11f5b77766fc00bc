"""An attacker reads codes where addresses end up: referrers, the history, server logs."""

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site


@only("launcher")
def test_no_address_with_a_code_stays_anywhere(person: Person, site: Site) -> None:
    """No request names a referrer, no history entry and no log line holds the code."""
    person.signs_in()
    [answer] = site.domain_log.find("POST", "/login")
    code = answer.location.partition("code=")[2].partition("&")[0]
    assert code

    from_page = [one for one in person.watch.requests if site.name_of(one.url) == "page"]
    headers = [one.all_headers() for one in from_page[-15:]]
    assert [one for one in headers if one.get("referer")] == []

    devtools = person.watch.context.new_cdp_session(person.page)
    entries = devtools.send("Page.getNavigationHistory")["entries"]
    assert [one["url"] for one in entries if code in one["url"] or "code=" in one["url"]] == []
    assert [line for line in site.access_log if code in line] == []
    assert any("GET /" in line for line in site.access_log)
