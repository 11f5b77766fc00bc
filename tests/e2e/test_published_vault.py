"""A page with `token_storage = "worker"`, built for production and served by nginx below a path."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from server.runtimes import ROOT
from tests.e2e.person import Person
from tests.e2e.published import published
from tests.e2e.site import Site
from tests.support.nginx_setup import NO_NGINX, installed_nginx

BASE = "/team/app/"
SETTING = '\ntoken_storage = "worker"\n'  # of the last table, [auth]


@pytest.fixture(scope="session")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Serve a build of the page with a vault."""
    nginx = installed_nginx()
    if nginx is None:
        pytest.skip(NO_NGINX)
    front = tmp_path_factory.mktemp("front")
    shutil.copy(ROOT / "index.html", front)
    workplace = tmp_path_factory.mktemp("vault")
    with published(nginx, BASE, workplace, front=front, added=SETTING) as production:
        yield production.site


def test_a_vault_signs_in_calls_the_api_and_reloads(person: Person, site: Site) -> None:
    """Addresses with hashes, modules that are checked by them, and nginx's headers."""
    person.signs_in(site.home)
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace")
    person.asks_the_api()
    expect(person.api_result).to_contain_text("ada")
    address = person.page.evaluate("document.querySelector('script[src$=\"/vault.js\"]').src")
    worker = person.page.request.get(address.replace("vault.js", "vault_worker.js"))
    page = person.page.request.get(site.url(site.home))
    policy = "content-security-policy"
    assert worker.headers[policy] == page.headers[policy]
    person.page.reload()
    expect(person.page.locator("#name")).to_have_text("Ada Lovelace")
    person.settles("signed_in")
    assert site.grants() == ["authorization_code"] * 2
    assert len(site.domain_log.find("POST", "/login")) == 1
    person.button("Sign out here only").click()
    person.settles("signed_out")
