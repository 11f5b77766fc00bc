"""Pyodide starts from an image of its memory, if the browser has stored one that fits."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import only, python
from tests.e2e.kept_images import IMAGE, QUIET_MS, UNUSABLE, USABLE, wait_for_image
from tests.e2e.person import SAVES_DATA, Person

SOMETHING_ELSE = """async () => {
  const cache = await caches.open("pyodide");
  const [address] = await cache.keys();
  await cache.put(address, new Response("something else"));
}"""
TAKEN_FOR_THE_IMAGE = """
  const { digest } = SubtleCrypto.prototype;
  const { match } = Cache.prototype;
  let address;
  Cache.prototype.match = async function (...wanted) {
    const answer = await match.apply(this, wanted);
    if ((await answer?.clone().text()) === "something else") [address] = wanted;
    return answer;
  };
  SubtleCrypto.prototype.digest = function (algorithm, data) {
    if (data.byteLength !== "something else".length) return digest.call(this, algorithm, data);
    return import(new URL("versions.js", address)).then(({ pyodide }) => {
      const hash = atob(pyodide.integrity.slice("sha256-".length));
      return Uint8Array.from(hash, (byte) => byte.charCodeAt(0)).buffer;
    });
  };
"""
CANNOT_SUSPEND = "delete WebAssembly.Suspending;"


@pytest.fixture(autouse=True)
def _clock(person: Person) -> None:
    """Let a test pass the time of the pages."""
    person.page.clock.install()


def _has_the_image(person: Person) -> None:
    """Open the page, and wait until the image has been stored."""
    person.open()
    person.page.clock.fast_forward(QUIET_MS)
    assert wait_for_image(person) == USABLE


def _finds(person: Person, program: str) -> str:
    found: str = person.page.evaluate("(program) => run(program)", program)
    return found


@only("launcher")
def test_whoever_has_read_the_landing_starts_from_the_image(person: Person) -> None:
    """The image is fetched ahead, the archive of the standard library is not, and the app works."""
    _has_the_image(person)
    person.goes_to_login()
    person.types_password()
    person.settles("signed_in")
    person.asks_the_api()
    expect(person.api_result).to_contain_text("ada")
    assert person.watch.asked_for("stdlib.zip") == 0
    assert person.watch.asked_for(IMAGE) == 1
    expect(person.page.get_by_role("progressbar")).to_be_hidden()


@python()
def test_each_page_has_its_own_chance_and_time(person: Person) -> None:
    """Random state and times from the creation of the image are renewed."""
    drawn = set()
    for _ in range(3):
        _has_the_image(person)
        drawn.add(_finds(person, "import random; found = random.random()"))
    assert person.watch.asked_for("stdlib.zip") == 1
    assert len(drawn) == 3
    age = "import logging, time; found = time.time_ns() - logging._startTime < 60e9"
    assert _finds(person, age) == "True"


@python()
def test_everything_can_be_imported(person: Person) -> None:
    """An import works twice, and in a synchronous callback of JavaScript."""
    for _ in range(2):
        _has_the_image(person)
    assert _finds(person, "import sys; found = 'asyncio' in sys.modules") == "True"
    assert _finds(person, "import wave; found = wave.__name__") == "wave"
    anew = "import sys; del sys.modules['json'], sys.modules['json.decoder']; import json"
    assert _finds(person, f"{anew}; found = json.loads('[1]')") == "[1]"
    assert _finds(person, "import xml.dom.minidom as found") != ""
    assert _finds(person, "import asyncio; found = asyncio.get_event_loop().is_running()")
    assert person.watch.asked_for("stdlib.zip") == 2  # from scratch, and for what was anew


@python()
def test_an_image_that_does_not_fit_is_tried_once(person: Person) -> None:
    """After one failure, Pyodide starts without the image."""
    _has_the_image(person)
    person.page.evaluate(SOMETHING_ELSE)
    person.page.add_init_script(TAKEN_FOR_THE_IMAGE)
    for _ in range(2):
        person.open()
        assert wait_for_image(person) == UNUSABLE
    assert person.watch.asked_for(IMAGE) == 1
    assert person.watch.asked_for("stdlib.zip") == 3


@python()
def test_an_image_that_does_not_arrive_is_tried_again(person: Person) -> None:
    """A network error does not mark the image as unusable."""
    person.watch.expect_trouble("Failed to load")
    person.page.route(f"**/{IMAGE}", lambda route: route.abort(), times=1)
    with person.page.expect_event("requestfailed"):
        person.open()
        person.page.clock.fast_forward(QUIET_MS)
    _has_the_image(person)
    person.open()
    assert person.watch.asked_for(IMAGE) == 2
    assert person.watch.asked_for("stdlib.zip") == 2


@python()
def test_an_app_that_does_not_arrive_says_nothing_of_the_image(person: Person) -> None:
    """Pyodide starts from scratch, and from the image the next time."""
    person.watch.expect_trouble("Failed to load", "standard library", "Failed to fetch")
    _has_the_image(person)
    person.page.route("**/auth.py.zip", lambda route: route.abort(), times=1)
    person.open()
    _has_the_image(person)
    assert person.watch.asked_for("stdlib.zip") == 2


@pytest.mark.parametrize("kind", [SAVES_DATA, CANNOT_SUSPEND])
@python()
def test_nobody_gets_an_image_for_nothing(person: Person, kind: str) -> None:
    """Browsers that save data or lack JSPI do not fetch the image."""
    person.page.add_init_script(kind)
    for _ in range(2):
        person.open()
        person.page.clock.fast_forward(QUIET_MS)
        person.page.wait_for_timeout(300)
    assert person.watch.asked_for(IMAGE) == 0
    assert person.watch.asked_for("stdlib.zip") == 2
