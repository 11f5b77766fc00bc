"""An attacker looks for a session in what a browser keeps for longer than a tab lives."""

from typing import Any

from auth.session.ended import name_of_code
from tests.e2e.entries import only
from tests.e2e.kept_images import wait_for_image
from tests.e2e.person import Person
from tests.e2e.site import Site

KEPT = """async () => ({
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  caches: await Promise.all((await caches.keys()).map(async (name) => [
    name, (await (await caches.open(name)).keys()).map(({ url }) => url.split("/").at(-1))])),
  local: Object.entries(localStorage),
  cookies: document.cookie,
})"""


@only("launcher")
def test_nothing_is_kept_beyond_the_tab(person: Person, site: Site) -> None:
    """No service worker or cookie; pages and data are marked `no-store`.

    localStorage has the code that was used: a hash, and nothing else; and the
    one cache holds an image of Pyodide, which is the same for everybody.
    """
    answers: list[Any] = []
    person.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks it
    person.signs_in()
    with person.page.expect_response("**/api/user"):
        person.asks_the_api()
    [sign_in] = site.domain_log.find("POST", "/oauth2/token")
    wait_for_image(person)
    kept = person.page.evaluate(KEPT)
    [[key, used]] = kept.pop("local")
    assert key.startswith(f"cognito.ended.{sign_in.form['client_id']} ")
    assert used == name_of_code(sign_in.form["code"])
    assert kept == {"workers": 0, "caches": [["pyodide", ["pyodide.bin"]]], "cookies": ""}
    private = [one for one in answers if one.request.is_navigation_request()]
    private += [one for one in answers if one.url.endswith(("/api/user", "/oauth2/token"))]
    assert len(private) >= 5
    for one in private:
        if one.status == 200:
            assert "no-store" in one.headers["cache-control"], one.url
    cookies = person.watch.context.cookies(site.url())
    # Names end with the pool: `cognito-eu-west-1_StandIn01-8001`.
    names = {str(one["name"]).partition("-eu-west-1_")[0] for one in cookies}
    assert names <= {"cognito", "XSRF-TOKEN"}
