"""npm packages without npm: the registry's address, and the check of the hash."""

from pathlib import Path

import httpx
import pytest

from server import registry
from server.errors import CannotStart
from server.registry import fetch_archive, latest, npm_integrity_of

Requests = list[httpx.Request]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return each test an empty home and no settings in the environment."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.delenv("npm_config_registry", raising=False)
    return tmp_path


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> Requests:
    """Respond to every request with its path; return the list of requests."""
    return answer_with(monkeypatch, lambda request: httpx.Response(200, content=request.url.path))


def answer_with(monkeypatch: pytest.MonkeyPatch, handler: object) -> Requests:
    """Respond to requests with `handler`; return the list of requests."""
    found: Requests = []
    original = httpx.Client

    def handle(request: httpx.Request) -> httpx.Response:
        found.append(request)
        response: httpx.Response = handler(request)  # type: ignore[operator]
        return response

    def make(**options: object) -> httpx.Client:
        options["transport"] = httpx.MockTransport(handle)
        return original(**options)  # type: ignore[arg-type]

    monkeypatch.setattr(httpx, "Client", make)
    return found


def fetch(package: str = "@scope/name") -> bytes:
    """Fetch a package whose archive is the path it is asked for at."""
    path = f"/{package}/-/{package.rpartition('/')[2]}-1.2.3.tgz"
    prefix = "/mirror" if registry._own_registry(package) else ""
    return fetch_archive(package, "1.2.3", npm_integrity_of((prefix + path).encode()))


def test_packages_come_from_the_usual_registry(requests: Requests) -> None:
    """Over TLS, whatever it is called."""
    fetch()
    fetch("plain")
    assert {request.url.scheme for request in requests} == {"https"}
    assert len({request.url.host for request in requests}) == 1


@pytest.mark.parametrize(
    ("lines", "token"),
    [
        ("registry=https://mirror.example/mirror/", None),
        ("fund=false\n registry = https://mirror.example/mirror\n", None),
        ("@scope:registry=https://mirror.example/mirror\nregistry=https://other.example", None),
        (
            "registry=https://mirror.example/mirror/\n//mirror.example/mirror/:_authToken=${TOKEN}",
            "Bearer geheim",
        ),
        ("registry=https://mirror.example/mirror\n//other.example/:_authToken=x", None),
    ],
)
def test_a_registry_of_ones_own_is_used(
    home: Path, requests: Requests, monkeypatch: pytest.MonkeyPatch, lines: str, token: str | None
) -> None:
    """As `~/.npmrc` names it; a token goes to the registry that it belongs to."""
    monkeypatch.setenv("TOKEN", "geheim")
    (home / ".npmrc").write_text(lines)
    fetch()
    [request] = requests
    assert str(request.url) == "https://mirror.example/mirror/@scope/name/-/name-1.2.3.tgz"
    assert request.headers.get("authorization") == token


def test_the_environment_names_one_too(requests: Requests, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes precedence over the file."""
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:4873/mirror/")
    fetch()
    assert requests[0].url.host == "127.0.0.1"


@pytest.mark.usefixtures("requests")
def test_another_hash_is_refused() -> None:
    """The sentence says so, and does not advise to connect to the network."""
    with pytest.raises(
        CannotStart, match=r"name 1\.2\.3: the downloaded archive does not have the hash"
    ):
        fetch_archive("name", "1.2.3", "sha512-other")


@pytest.mark.parametrize("status", [404, 500])
def test_a_refusal_is_one_sentence(monkeypatch: pytest.MonkeyPatch, status: int) -> None:
    """The sentence has the status."""
    answer_with(monkeypatch, lambda _: httpx.Response(status))
    with pytest.raises(CannotStart, match=rf"\(status {status}\).*npm_config_registry"):
        fetch()


def test_a_network_that_fails_once_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The request is sent twice; then a sentence says what to do."""

    def fail(_: httpx.Request) -> httpx.Response:
        message = "refused"
        raise httpx.ConnectError(message)

    requests = answer_with(monkeypatch, fail)
    with pytest.raises(CannotStart, match=r"\(ConnectError\).*Connect to the network"):
        fetch()
    assert len(requests) == 2


def test_an_unusable_proxy_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scheme that nobody speaks is a mistake of the setting's, and no traceback."""
    monkeypatch.setenv("HTTPS_PROXY", "gopher://proxy")
    with pytest.raises(CannotStart, match="HTTPS_PROXY"):
        fetch()


def test_the_newest_version_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The URL has the package's name."""
    requests = answer_with(monkeypatch, lambda _: httpx.Response(200, json={"version": "2.0"}))
    assert latest("@scope/name") == "2.0"
    assert requests[0].url.path == "/@scope/name/latest"
