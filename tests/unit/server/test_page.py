"""The page over HTTP: types, caching, methods, entries and deep links."""

import base64
import hashlib
import re
from pathlib import Path

import pytest

from server.configuration import Configuration, read_configuration
from server.errors import CannotStart
from server.headers import page_headers
from server.page import ENTRY_TAGS, Entry, Page
from tests.unit.server.conftest import CONFIGURATION, PUBLIC, Ask

# The document's policy also names the import map in it.
IMPORT_MAP = re.compile(r" 'sha256-[^']+'")


@pytest.fixture
def configuration(folder: Path) -> Configuration:
    """Return the page's configuration."""
    return read_configuration(folder / "pyscript.toml")


@pytest.fixture
def page(folder: Path, configuration: Configuration) -> Page:
    """Return the page as it usually is."""
    return Page(folder, configuration)


@pytest.mark.parametrize(
    ("path", "content_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/main.py", "text/x-python; charset=utf-8"),
        ("/reports.py", "text/x-python; charset=utf-8"),
        ("/auth/protocol/pkce.py", "text/x-python; charset=utf-8"),
        ("/pyscript.toml", "application/toml; charset=utf-8"),
        ("/static/boot.js", "text/javascript; charset=utf-8"),
        ("/static/style.css", "text/css; charset=utf-8"),
        ("/static/runtime/pyodide/pyodide.mjs", "text/javascript; charset=utf-8"),
        ("/static/runtime/pyodide/pyodide.asm.wasm", "application/wasm"),
        ("/static/runtime/pyodide/python_stdlib.zip", "application/zip"),
        ("/static/runtime/pyodide/pyodide-lock.json", "application/json"),
    ],
)
def test_every_file_has_its_type(page: Page, ask: Ask, path: str, content_type: str) -> None:
    """Browsers are told what each file is, and told not to guess."""
    response = ask(page, path)
    assert response.status_code == 200
    assert response.headers["content-type"] == content_type


@pytest.mark.parametrize("path", ["/", "/main.py", "/missing.py", "/pyscript.toml"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_every_answer_is_protected(
    page: Page, configuration: Configuration, ask: Ask, path: str, method: str
) -> None:
    """The page's headers are on every answer, errors included."""
    headers = ask(page, path, method).headers
    for name, value in page_headers(configuration.auth).items():
        assert IMPORT_MAP.sub("", headers[name]) == value


@pytest.mark.parametrize("path", ["/", "/index.html", "/reports/7", "/?code=abc&state=def"])
def test_the_document_is_never_stored(page: Page, ask: Ask, path: str) -> None:
    """The document, whose address may hold a code, leaves no copy behind."""
    response = ask(page, path)
    assert response.text.startswith("<!doctype html>")
    assert response.headers["cache-control"] == "no-store"
    assert "etag" not in response.headers


@pytest.mark.parametrize("path", ["/main.py", "/pyscript.toml", "/static/boot.js"])
def test_files_are_asked_for_again_but_not_sent_again(page: Page, ask: Ask, path: str) -> None:
    """A revalidated file gets a response without a body."""
    first = ask(page, path)
    assert first.headers["cache-control"] == "no-cache"
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = ask(page, path, **{"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert ask(page, path, **{"If-None-Match": '"other"'}).status_code == 200


def test_an_edited_file_is_sent_anew(page: Page, folder: Path, ask: Ask) -> None:
    """An edit shows at the next reload."""
    tag = ask(page, "/main.py").headers["etag"]
    (folder / "main.py").write_text("print('good evening')")
    response = ask(page, "/main.py", **{"If-None-Match": tag})
    assert response.text == "print('good evening')"


@pytest.mark.parametrize("path", ["/", "/main.py", "/pyscript.toml", "/missing.js"])
def test_head_is_get_without_a_body(page: Page, ask: Ask, path: str) -> None:
    """HEAD gives the same status and headers, the length included."""
    get, head = ask(page, path), ask(page, path, "HEAD")
    assert head.status_code == get.status_code
    assert head.headers == get.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_refused(page: Page, ask: Ask, method: str) -> None:
    """Files can only be read."""
    response = ask(page, "/main.py", method)
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    "path", ["/missing.js", "/missing.py", "/a/missing.wasm", "/static/", "/auth/", "/serve.py"]
)
def test_what_is_not_there_is_plainly_not_found(page: Page, ask: Ask, path: str) -> None:
    """A missing file is never answered with the page."""
    response = ask(page, path)
    assert (response.status_code, response.text) == (404, "Not found")
    assert response.headers["cache-control"] == "no-store"


def test_the_configuration_in_force_is_served(folder: Path, ask: Ask) -> None:
    """`/pyscript.toml` is the configuration that was chosen, not the file of that name."""
    (folder / "staging.toml").write_text(CONFIGURATION.replace("example", "staging"))
    page = Page(folder, read_configuration(folder / "staging.toml"))
    assert 'name = "staging"' in ask(page, "/pyscript.toml").text


@pytest.mark.parametrize("entry", ["py", "mpy"])
def test_another_entry_starts_the_app_without_the_gate(
    folder: Path, configuration: Configuration, ask: Ask, entry: Entry
) -> None:
    """The launcher's start tag is replaced in what is served, not in the file."""
    served = ask(Page(folder, configuration, entry), "/").text
    assert f'<script type="{entry}" src="/app-' in served
    assert "launcher.py" not in served
    assert (folder / "index.html").read_text() == PUBLIC["index.html"]


@pytest.mark.parametrize("html", [None, "", ENTRY_TAGS["launcher"] * 2])
def test_another_entry_needs_one_start_tag(
    folder: Path, configuration: Configuration, html: str | None
) -> None:
    """A page without the launcher's tag, or with two, cannot be started in another way."""
    (folder / "index.html").unlink() if html is None else (folder / "index.html").write_text(html)
    Page(folder, configuration, "launcher")
    with pytest.raises(CannotStart, match="expected once"):
        Page(folder, configuration, "mpy")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000"])
def test_the_page_has_one_name_on_this_machine(page: Page, ask: Ask, host: str) -> None:
    """A request to 127.0.0.1 is redirected to the host name of the redirect URI."""
    response = ask(page, "/reports?year=1843", origin=f"http://{host}")
    assert response.status_code == 307
    assert response.headers["location"] == "http://localhost:8000/reports?year=1843"


@pytest.mark.parametrize("host", ["localhost:9000", "127.0.0.1:9000", "box.example:8000"])
def test_other_visitors_stay_where_they_are(page: Page, ask: Ask, host: str) -> None:
    """Through a tunnel or by a name of somebody's own, the page is served as asked."""
    assert ask(page, "/", origin=f"http://{host}").status_code == 200


def test_another_page_stands_in_front(folder: Path, configuration: Configuration, ask: Ask) -> None:
    """What its folder has is served, under addresses that change with it; the rest is the usual."""
    front = folder.parent / "front"
    front.mkdir()
    (front / "index.html").write_text('<!doctype html><script src="/main.py"></script>')
    (front / "main.py").write_text("print('front')")
    (front / "serve.py").write_text("")
    page = Page(folder, configuration, front=front)
    [address] = re.findall(r'src="(/app-\w+/main.py)"', ask(page, "/").text)
    assert ask(page, address).text == ask(page, "/main.py").text == "print('front')"
    assert ask(page, "/reports.py").text == "REPORTS = []"
    assert ask(page, "/static/boot.js").status_code == 200
    assert ask(page, "/serve.py").status_code == 404

    (front / "main.py").write_text("print('edited')")
    [edited] = re.findall(r'src="(/app-\w+/main.py)"', ask(page, "/").text)
    assert edited != address
    assert ask(page, edited).text == "print('edited')"


def test_a_page_in_front_may_be_a_program_alone(
    folder: Path, configuration: Configuration, ask: Ask
) -> None:
    """The page's HTML stays the usual one then, its start tag included."""
    front = folder.parent / "front"
    front.mkdir()
    (front / "main.py").write_text("print('front')")
    page = Page(folder, configuration, "py", front)
    assert ENTRY_TAGS["py"].removesuffix('src="/main.py"></script>') in ask(page, "/").text
    assert ask(page, "/main.py").text == "print('front')"


@pytest.mark.parametrize("name", ["static/style.css", "static/boot.js", "static/own.js"])
def test_a_file_in_front_has_its_own_hash(
    folder: Path, configuration: Configuration, ask: Ask, name: str
) -> None:
    """A browser would refuse the file if the page named the hash of the one behind it."""
    front = folder.parent / "front"
    (front / "static").mkdir(parents=True)
    (front / name).write_text("/* front */")
    tag = f'<link rel="stylesheet" href="/{name}">'
    (front / "index.html").write_text(f"<!doctype html>{tag}{ENTRY_TAGS['launcher']}")
    page = Page(folder, configuration, front=front)
    html = ask(page, "/").text
    found = re.search(rf'href="(/app-[0-9a-f]{{16}}/{name})" integrity="([^"]+)"', html)
    assert found is not None
    answer = ask(page, found[1])
    assert answer.text == "/* front */"
    digest = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert found[2] == f"sha256-{digest}"
    (front / name).write_text("/* edited */")
    assert found[1] not in ask(page, "/").text


def test_a_page_in_front_must_be_there(folder: Path, configuration: Configuration) -> None:
    """A misspelt folder is reported at the start."""
    with pytest.raises(CannotStart, match="missing is not a folder"):
        Page(folder, configuration, front=folder / "missing")


def test_a_page_with_a_worker_sends_its_policy_with_every_file(
    folder: Path, configuration: Configuration, ask: Ask
) -> None:
    """A worker has the policy of its script's response; an edit of index.html counts at once."""
    page = Page(folder, configuration)
    html = (folder / "index.html").read_text()
    for tag, has_worker in (("launcher", False), ("worker", True), ("launcher", False)):
        (folder / "index.html").write_text(html.replace(ENTRY_TAGS["launcher"], ENTRY_TAGS[tag]))  # type: ignore[index]
        for path in ("/", "/static/boot.js", "/main.py", "/missing.py"):
            policy = ask(page, path).headers["content-security-policy"]
            assert ("trusted-types worker" in policy) is has_worker
            assert ("worker-src 'self'" in policy) is has_worker


def test_a_page_with_a_frame_starts_no_worker(
    folder: Path, configuration: Configuration, ask: Ask
) -> None:
    """Its own policy allows frames of this origin, and no worker at all."""
    html = '<script type="text/x-python" id="app" worker="elsewhere"></script>'
    (folder / "index.html").write_text(html + '<iframe src="/lite/index.html"></iframe>')
    policy = ask(Page(folder, configuration), "/").headers["content-security-policy"].split("; ")
    assert "frame-src 'self'" in policy
    assert "trusted-types 'none'" in policy
    assert not any(one.startswith("worker-src") for one in policy)
