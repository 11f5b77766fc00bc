"""A page with packages as it is built for production, served by nginx below a path."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Request, expect

from tests.e2e.person import Person
from tests.e2e.published import published
from tests.e2e.site import Site
from tests.support.nginx_setup import NO_NGINX, installed_nginx

BASE = "/team/app/"
FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="session")
def served_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return the site to person and watch."""
    nginx = installed_nginx()
    if nginx is None:
        pytest.skip(NO_NGINX)
    workplace = tmp_path_factory.mktemp("packages")
    with published(nginx, BASE, workplace, has_packages=True) as production:
        yield production.site


def test_a_published_app_imports_packages(person: Person) -> None:
    """From below the path, compressed, kept for ever, and in no request of who signs in."""
    person.open(BASE)
    assert not [one.url for one in person.watch.requests if "packages" in one.url]
    person.goes_to_login()
    person.types_password()
    expect(person.alert).to_have_text("area red of-a-file")
    late = "import late; found = late.name"
    assert person.page.evaluate("(program) => run(program)", late) == "late"
    found = [one for one in person.watch.requests if "/packages/" in one.url]
    assert [is_as_published(one) for one in found] == [True] * 6
    assert all(one.url.startswith(f"{person.site.url(BASE)}runtime-") for one in found)


def is_as_published(request: Request) -> bool:
    """Check the headers of the response to a request for a package."""
    response = request.response()
    assert response is not None
    headers = response.all_headers()
    return headers["cache-control"] == FOR_EVER and headers["content-encoding"] in ("br", "gzip")
