"""An attacker shows the page in a frame of theirs, to have its buttons pressed (clickjacking)."""

from playwright.sync_api import expect

from tests.e2e.entries import only
from tests.e2e.person import Person
from tests.e2e.site import Site
from tests.security.page.attacker import open_attacker

FRAMES = ("/", "/?code=c0de-of-a-stranger&state=st4te", "/index.html", "/auth/page/launcher.py")


@only("mpy")
def test_a_frame_stays_empty(person: Person, site: Site) -> None:
    """Neither the page nor any of its files is shown, and a callback in a frame does nothing."""
    person.watch.guard("forged", "c0de-of-a-stranger")
    frames = "".join(f'<iframe src="{site.url(path)}"></iframe>' for path in FRAMES)
    open_attacker(person.page, site, frames)
    person.page.wait_for_load_state("load")
    for frame in person.page.frames[1:]:
        expect(frame.locator("#sign-in")).to_have_count(0)
        assert frame.evaluate("document.body.innerText").find("Sign in") == -1
    assert len(person.page.frames) == len(FRAMES) + 1
    assert [one for one in site.domain_log.exchanges if one.path.startswith("/oauth2")] == []
