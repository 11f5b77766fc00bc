"""A page fit for production, and the build of it."""

from pathlib import Path

import pytest

from server.configuration import Configuration, parse_configuration
from server.publishing.composing import compose
from server.publishing.static_site import StaticSite
from tests.unit.server.conftest import CONFIGURATION

PRODUCTION = (
    CONFIGURATION.replace("localhost:8001", "my-app.auth.eu-west-1.amazoncognito.com")
    .replace("http://localhost:8002", "https://cognito-idp.eu-west-1.amazonaws.com")
    .replace("http://localhost:8000", "https://app.example.com")
    .replace('name = "example"', 'name = "example"\ninterpreter = "/static/boot.js"')
)
HTML = """<!doctype html>
<html>
  <head>
    <link rel="stylesheet" href="/static/style.css">
    <script type="module" src="/static/boot.js"></script>
    <py-config src="/pyscript.toml"></py-config>
  </head>
  <body>
    <a href="/">first</a> <a href="/reports/7?year=1843#top">report</a> <a href="/api/file">file</a>
    <a href="//elsewhere.example/x">elsewhere</a> <a href="https://elsewhere.example/">there</a>
    <script type="text/x-python" src="/main.py" id="app"></script>
  </body>
</html>
"""


def configured(text: str = PRODUCTION) -> Configuration:
    """Return the configuration in `text`."""
    return parse_configuration(text, name="production.toml")


@pytest.fixture
def page(folder: Path) -> Path:
    """Return a folder with a page in it that names files of every kind."""
    (folder / "index.html").write_text(HTML)
    return folder


@pytest.fixture
def site(page: Path) -> StaticSite:
    """Return the page as it is delivered at the root of its host."""
    return compose(page, configured(), "/")
