"""A page whose app runs in a worker, built for production and served by nginx below a path."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from server.page import ENTRY_TAGS, Entry
from server.runtimes import ROOT
from tests.e2e.person import Person
from tests.e2e.published import published
from tests.e2e.site import Site
from tests.e2e.site_options import WORKER
from tests.support.nginx_setup import NO_NGINX, installed_nginx

BASE = "/team/app/"


@pytest.fixture(scope="session", params=["worker", "mpy-worker"])
def served_site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Serve a build of the page with its app in a worker."""
    nginx = installed_nginx()
    if nginx is None:
        pytest.skip(NO_NGINX)
    entry: Entry = request.param
    front = tmp_path_factory.mktemp("front")
    html = (ROOT / "index.html").read_text("utf-8")
    (front / "index.html").write_text(html.replace(ENTRY_TAGS["launcher"], ENTRY_TAGS[entry]))
    (front / "main.py").write_bytes(WORKER.read_bytes())
    with published(nginx, BASE, tmp_path_factory.mktemp("worker"), front=front) as production:
        yield production.site


def test_an_app_in_a_worker_signs_in_and_calls_the_api(person: Person, site: Site) -> None:
    """Addresses with hashes, modules that are checked by them, and nginx's headers."""
    person.signs_in(site.home)
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace, in a worker")
    person.page.click("#call-api")
    expect(person.api_result).to_contain_text("ada")
    [worker] = person.page.workers
    refused = worker.evaluate(
        "new Promise((tell) => setTimeout(() => {"
        " try { tell(eval('1')); } catch (error) { tell(error.name); } }))"
    )
    assert refused == "EvalError"
    person.page.click("#sign-out-here")
    expect(person.page.locator("html")).to_have_attribute("data-session", "signed_out")
