"""The container files: their commands run in an empty folder, and their names fit together."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import yaml

from auth.config import AuthConfig
from server.configuration import read_configuration
from tests.project.modules import ROOT
from tests.support.ports import consecutive_ports, wait_for_server

FOLDER = ROOT / "infra" / "container"
SERVICES = yaml.safe_load((FOLDER / "compose.yaml").read_text("utf-8"))["services"]


def settings() -> AuthConfig:
    """Return the settings of the page that the containers serve."""
    return read_configuration(ROOT / "examples" / "fastapi_backend" / "pyscript.toml").auth


def test_the_addresses_are_those_of_the_page() -> None:
    """A project of `new --fastapi` works with the compose file as it is."""
    page, stand_in, api = settings(), SERVICES["stand-in"], SERVICES["api"]["environment"]
    assert page.redirect_uri == f"{api['PAGE']}/"
    assert page.redirect_uri in stand_in["command"]
    assert (api["ISSUER"], api["CLIENT_ID"]) == (page.issuer, page.client_id)
    published = {port for one in SERVICES.values() for port in one["ports"]}
    wanted = {page.domain_origin, page.issuer, page.redirect_uri, *page.api_origins}
    ports = [urlsplit(url).port for url in wanted]
    assert published == {f"127.0.0.1:{port}:{port}" for port in ports}


def test_containers_reach_the_keys_by_a_name_that_the_stand_in_accepts() -> None:
    """The path is that of the issuer's keys, the host is the service's."""
    keys = urlsplit(SERVICES["api"]["environment"]["JWKS_URI"])
    assert keys.hostname in SERVICES
    assert keys.hostname in SERVICES["stand-in"]["command"]
    browsers = urlsplit(settings().jwks_uris[settings().issuer])
    assert (keys.path, keys.port) == (browsers.path, browsers.port)


def test_the_image_has_the_present_version_and_no_root() -> None:
    """Every stage that runs something ends as another user."""
    text = (FOLDER / "Containerfile").read_text("utf-8")
    version = re.search(r'^version = "(.*)"', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert version is not None
    assert f"ARG VERSION={version[1]}\n" in text
    before, *stages = re.split(r"^FROM ", text, flags=re.MULTILINE)
    assert "ARG VERSION=" in before  # a stage has its own arguments, and those it asks for
    assert all("ARG VERSION\n" in stage for stage in stages if "${VERSION}" in stage)
    assert [stage.partition(" AS ")[2].split()[0] for stage in stages] == [
        "base",
        *(one["build"]["target"] for one in SERVICES.values() if "build" in one),
    ]
    assert all(re.findall(r"USER (\S+)", stage)[-1] == "65534:65534" for stage in stages)


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Run the command of the image in an empty folder, and return its two addresses."""
    text = (FOLDER / "Containerfile").read_text("utf-8")
    [entry] = re.findall(r"^ENTRYPOINT (.*cognito-stand-in.*)$", text, re.MULTILINE)
    port = consecutive_ports(3)
    options = [*json.loads(entry)[1:], *SERVICES["stand-in"]["command"], "--port", str(port)]
    domain, issuer = (f"http://localhost:{one}" for one in (port, port + 1))
    with subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-m", "cognito_stand_in", *_on_loopback(options)],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    ) as process:
        try:
            wait_for_server(f"{domain}/health")
            yield domain, issuer
        finally:
            process.terminate()


def _on_loopback(options: list[str]) -> list[str]:
    """Return the options with a loopback address: tests listen at no other."""
    return ["127.0.0.1" if one == "0.0.0.0" else one for one in options]  # noqa: S104


def test_the_stand_in_answers_browsers_and_containers(stand_in: tuple[str, str]) -> None:
    """By each of its names, and by no other; tokens have the name that browsers use."""
    _, issuer = stand_in
    pool = f"{issuer}/eu-west-1_StandIn01/.well-known"
    port = urlsplit(issuer).port
    for name, status in (("localhost", 200), ("stand-in", 200), ("evil.example", 400)):
        answer = httpx.get(f"{pool}/jwks.json", headers={"Host": f"{name}:{port}"})
        assert answer.status_code == status
    found = httpx.get(f"{pool}/openid-configuration", headers={"Host": f"stand-in:{port}"})
    assert found.json()["issuer"] == f"{issuer}/eu-west-1_StandIn01"


def test_the_stand_in_has_the_apps_client(stand_in: tuple[str, str]) -> None:
    """With its id, its callback URL and its scopes."""
    domain, _ = stand_in
    page = settings()
    asked = {
        "response_type": "code",
        "client_id": page.client_id,
        "redirect_uri": page.redirect_uri,
        "scope": " ".join(page.scopes),
    }
    assert "password" in httpx.get(f"{domain}/login", params=asked).text
