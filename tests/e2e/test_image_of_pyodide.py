"""Pyodide starts from an image of its memory, if the browser has stored one that fits."""

import pytest
from playwright.sync_api import expect

from tests.e2e.entries import only, python
from tests.e2e.kept_images import IMAGE, UNUSABLE, USABLE, wait_for_image
from tests.e2e.visitor import SAVES_DATA, Visitor

QUIET = "() => new Promise((quiet) => setTimeout(quiet, 2500))"
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


def _has_the_image(visitor: Visitor) -> None:
    """Open the page, and wait until the image has been stored."""
    visitor.open()
    assert wait_for_image(visitor) == USABLE


def _finds(visitor: Visitor, program: str) -> str:
    found: str = visitor.page.evaluate("(program) => run(program)", program)
    return found


@only("launcher")
def test_whoever_has_read_the_landing_starts_from_the_image(visitor: Visitor) -> None:
    """The image is fetched ahead, the archive of the standard library is not, and the app works."""
    _has_the_image(visitor)
    visitor.goes_to_login()
    visitor.types_password()
    visitor.settles("signed_in")
    visitor.asks_the_api()
    expect(visitor.api_result).to_contain_text("ada")
    assert visitor.watch.asked_for("stdlib.zip") == 0
    assert visitor.watch.asked_for(IMAGE) == 1
    expect(visitor.page.get_by_role("progressbar")).to_be_hidden()


@python()
def test_each_page_has_its_own_chance_and_time(visitor: Visitor) -> None:
    """Random state and times from the creation of the image are renewed."""
    drawn = set()
    for _ in range(3):
        _has_the_image(visitor)
        drawn.add(_finds(visitor, "import random; found = random.random()"))
    assert visitor.watch.asked_for("stdlib.zip") == 1
    assert len(drawn) == 3
    age = "import logging, time; found = time.time_ns() - logging._startTime < 60e9"
    assert _finds(visitor, age) == "True"


@python()
def test_everything_can_be_imported(visitor: Visitor) -> None:
    """An import works twice, and in a synchronous callback of JavaScript."""
    for _ in range(2):
        _has_the_image(visitor)
    assert _finds(visitor, "import sys; found = 'asyncio' in sys.modules") == "True"
    assert _finds(visitor, "import wave; found = wave.__name__") == "wave"
    anew = "import sys; del sys.modules['json'], sys.modules['json.decoder']; import json"
    assert _finds(visitor, f"{anew}; found = json.loads('[1]')") == "[1]"
    assert _finds(visitor, "import xml.dom.minidom as found") != ""
    assert _finds(visitor, "import asyncio; found = asyncio.get_event_loop().is_running()")
    assert visitor.watch.asked_for("stdlib.zip") == 2  # from scratch, and for what was anew


@python()
def test_an_image_that_does_not_fit_is_tried_once(visitor: Visitor) -> None:
    """After one failure, Pyodide starts without the image."""
    _has_the_image(visitor)
    visitor.page.evaluate(SOMETHING_ELSE)
    visitor.page.add_init_script(TAKEN_FOR_THE_IMAGE)
    for _ in range(2):
        visitor.open()
        assert wait_for_image(visitor) == UNUSABLE
    assert visitor.watch.asked_for(IMAGE) == 1
    assert visitor.watch.asked_for("stdlib.zip") == 3


@python()
def test_an_image_that_does_not_arrive_is_tried_again(visitor: Visitor) -> None:
    """A network error does not mark the image as unusable."""
    visitor.watch.expect_trouble("Failed to load")
    visitor.page.route(f"**/{IMAGE}", lambda route: route.abort(), times=1)
    with visitor.page.expect_event("requestfailed"):
        visitor.open()
    _has_the_image(visitor)
    visitor.open()
    assert visitor.watch.asked_for(IMAGE) == 2
    assert visitor.watch.asked_for("stdlib.zip") == 2


@python()
def test_an_app_that_does_not_arrive_says_nothing_of_the_image(visitor: Visitor) -> None:
    """Pyodide starts from scratch, and from the image the next time."""
    visitor.watch.expect_trouble("Failed to load", "standard library", "Failed to fetch")
    _has_the_image(visitor)
    visitor.page.route("**/auth.py.zip", lambda route: route.abort(), times=1)
    visitor.open()
    _has_the_image(visitor)
    assert visitor.watch.asked_for("stdlib.zip") == 2


@pytest.mark.parametrize("kind", [SAVES_DATA, CANNOT_SUSPEND])
@python()
def test_nobody_gets_an_image_for_nothing(visitor: Visitor, kind: str) -> None:
    """Browsers that save data or lack JSPI do not fetch the image."""
    visitor.page.add_init_script(kind)
    for _ in range(2):
        visitor.open()
        visitor.page.evaluate(QUIET)
    assert visitor.watch.asked_for(IMAGE) == 0
    assert visitor.watch.asked_for("stdlib.zip") == 2
