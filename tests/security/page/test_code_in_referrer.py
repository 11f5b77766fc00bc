"""An attacker reads codes where addresses end up: referrers, the history, server logs."""

from tests.e2e.entries import only
from tests.e2e.site import Site
from tests.e2e.visitor import Visitor


@only("launcher")
def test_no_address_with_a_code_stays_anywhere(visitor: Visitor, site: Site) -> None:
    """No request names a referrer, no history entry and no log line holds the code."""
    visitor.signs_in()
    [answer] = site.domain_log.find("POST", "/login")
    code = answer.location.partition("code=")[2].partition("&")[0]
    assert code

    from_page = [one for one in visitor.watch.requests if site.name_of(one.url) == "page"]
    headers = [one.all_headers() for one in from_page[-15:]]
    assert [one for one in headers if one.get("referer")] == []

    devtools = visitor.watch.context.new_cdp_session(visitor.page)
    entries = devtools.send("Page.getNavigationHistory")["entries"]
    assert [one["url"] for one in entries if code in one["url"] or "code=" in one["url"]] == []
    assert [line for line in site.access_log if code in line] == []
    assert any("GET /" in line for line in site.access_log)
