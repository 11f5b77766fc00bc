"""Addresses that change with the content of the files."""

import base64
import hashlib
import json
import re
import tomllib
from pathlib import Path

import pytest

from server.configuration import parse_configuration, read_configuration
from server.page import ENTRY_TAGS, Page
from server.release import build_release
from tests.unit.server.conftest import Ask

POOL = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_StandIn01"
FOR_EVER = "public, max-age=31536000, immutable"
HTML = """<!doctype html>
<link rel="stylesheet" href="/static/style.css">
<link rel="modulepreload" href="/static/runtime/pyodide/pyodide.mjs">
<script type="module" src="/static/boot.js"></script>
<a href="/reports/7">Reports</a> <a href="//elsewhere.example/main.py">elsewhere</a>
<py-config src="/pyscript.toml"></py-config>
"""


@pytest.fixture
def page(folder: Path) -> Page:
    """Return a page that loads files of every kind."""
    (folder / "index.html").write_text(HTML)
    return Page(folder, read_configuration(folder / "pyscript.toml"))


def addresses(html: str) -> list[str]:
    """Return every address in a document, except where it only connects to."""
    found = re.findall(r'<([^>]*)(?:href|src)="([^"]+)"', html)
    return [address for attributes, address in found if "preconnect" not in attributes]


def test_what_the_document_loads_may_be_kept_for_ever(page: Page, ask: Ask) -> None:
    """Its files have hashed addresses, which answer with the files; links are left alone."""
    found = addresses(ask(page, "/").text)
    hashed = [path for path in found if re.match(r"/(app|runtime)-[0-9a-f]{16}/", path)]
    assert len(hashed) == 4
    for path in hashed:
        answer = ask(page, path)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, FOR_EVER)
    assert {"/reports/7", "//elsewhere.example/main.py"} <= set(found)


@pytest.mark.parametrize("edited", ["main.py", "static/style.css", "auth/protocol/pkce.py"])
def test_an_edit_changes_the_address_of_the_app_only(
    page: Page, folder: Path, ask: Ask, edited: str
) -> None:
    """The interpreters, which take longest to fetch and compile, stay where they are."""
    before = addresses(ask(page, "/").text)
    (folder / edited).write_text("# other")
    after = addresses(ask(page, "/").text)
    assert before[0] != after[0]
    assert before[1] == after[1]
    assert before[1].startswith("/runtime-")


def test_another_compiler_changes_the_address_of_the_app(
    page: Page, folder: Path, ask: Ask
) -> None:
    """The same sources, compiled with other tools, are other bytes; the interpreters stay."""
    record = folder / "static" / "runtime" / "built" / "built.json"
    record.parent.mkdir()
    seen = []
    for inputs in ("one", "two"):
        record.write_text(f'{{"inputs": "{inputs}"}}')
        seen.append(addresses(ask(page, "/").text)[:2])
    assert seen[0][0] != seen[1][0]
    assert seen[0][1] == seen[1][1]


def test_an_old_address_still_answers_but_not_for_ever(page: Page, folder: Path, ask: Ask) -> None:
    """A page that was open during an edit goes on to work, with what there is now."""
    address = addresses(ask(page, "/").text)[0]
    (folder / "static" / "style.css").write_text("main {}")
    answer = ask(page, address)
    assert (answer.text, answer.headers["cache-control"]) == ("main {}", "no-cache")


def test_an_address_of_a_release_before_is_not_kept_with_what_there_is_now(
    page: Page, folder: Path, ask: Ask
) -> None:
    """Its hash belongs to other files, for good."""
    before = addresses(ask(page, "/").text)[0]
    (folder / "static" / "style.css").write_text("main {}")
    now = addresses(ask(page, "/").text)[0]
    assert ask(page, now).headers["cache-control"] == FOR_EVER
    answer = ask(page, before)
    assert (answer.text, answer.headers["cache-control"]) == ("main {}", "no-cache")


def test_another_configuration_has_another_address(page: Page, folder: Path, ask: Ask) -> None:
    """It is kept for ever where it is, as all of the app is."""
    file = folder / "pyscript.toml"
    file.write_text(file.read_text().replace("example", "another", 1))
    other = Page(folder, read_configuration(file))
    found = [addresses(ask(one, "/").text)[0] for one in (page, other)]
    assert found[0] != found[1]


def test_a_hashed_address_leads_to_no_more_than_a_plain_one(page: Page, ask: Ask) -> None:
    """What is private stays so."""
    prefix = "/".join(addresses(ask(page, "/").text)[0].split("/")[:2])
    for path in ("serve.py", "auth/backend/keys.py", "static/../serve.py", "static/.hidden.js"):
        assert ask(page, f"{prefix}/{path}").status_code == 404


def test_modules_follow_by_an_import_map_that_the_policy_names(page: Page, ask: Ask) -> None:
    """It stands before the first module, and no other inline script would run."""
    answer = ask(page, "/")
    element = re.search(r'<script type="importmap">(.*?)</script>', answer.text)
    assert element
    assert element.start() < answer.text.index("modulepreload")
    digest = base64.b64encode(hashlib.sha256(element.group(1).encode()).digest()).decode()
    assert (
        f"'wasm-unsafe-eval' 'sha256-{digest}'; style" in answer.headers["content-security-policy"]
    )
    imports = json.loads(element.group(1))["imports"]
    assert list(imports)[:2] == ["/static/", "/static/runtime/"]
    for target in imports.values():
        assert re.match(r"/(app|runtime)-[0-9a-f]{16}/", target)


def integrity_in(html: str) -> dict[str, str]:
    """Return the hashes that a page's import map names."""
    text = html.split('importmap">')[1].partition("</script>")[0]
    written: dict[str, str] = json.loads(text)["integrity"]
    return written


def test_browsers_check_what_they_can(page: Page, folder: Path, ask: Ask) -> None:
    """Style sheets, scripts and modules have their hash in the tag, and modules in the map too."""
    html = ask(page, "/").text
    tags = re.findall(r'(?:href|src)="(/[^"]+)" integrity="sha256-([^"]+)"', html)
    integrity = integrity_in(html)
    assert [re.sub("-[0-9a-f]{16}", "", address) for address, _ in tags] == [
        "/app/static/style.css",
        "/runtime/pyodide/pyodide.mjs",
        "/app/static/boot.js",
    ]
    for address, value in tags:
        plain = re.sub("^/app-[0-9a-f]+", "", address)
        plain = re.sub("^/runtime-[0-9a-f]+", "/static/runtime", plain)
        content = (folder / plain[1:]).read_bytes()
        assert base64.b64decode(value) == hashlib.sha256(content).digest()
        assert integrity.get(address, f"sha256-{value}") == f"sha256-{value}"
    assert {address for address, _ in tags if not address.endswith(".css")} <= integrity.keys()


def test_an_edited_script_is_checked_by_what_it_is_now(page: Page, folder: Path, ask: Ask) -> None:
    """By the hash of before, browsers would refuse it until the server starts again."""
    ask(page, "/")
    script = folder / "static" / "boot.js"
    script.write_text("void 1")
    digest = base64.b64encode(hashlib.sha256(script.read_bytes()).digest()).decode()
    assert f'/static/boot.js" integrity="sha256-{digest}"' in ask(page, "/").text


def test_runtimes_that_are_fetched_after_the_start_have_their_own_address(
    page: Page, folder: Path, ask: Ask
) -> None:
    """A page is composed before its interpreters are there, on a machine that sees it first."""
    file = folder / "static" / "runtime" / "pyodide" / "pyodide.mjs"
    file.write_text("export const fetched = true")
    after = [path for path in addresses(ask(page, "/").text) if path.startswith("/runtime-")]
    assert (
        after
        == addresses(ask(Page(folder, read_configuration(folder / "pyscript.toml")), "/").text)[1:2]
    )
    file.unlink()
    other = Page(folder, read_configuration(folder / "pyscript.toml"))
    file.write_text("export const fetched = true")
    assert after[0] in addresses(ask(other, "/").text)


def test_an_edited_picture_has_another_address(page: Page, folder: Path, ask: Ask) -> None:
    """Whatever lies below `static/` is part of the app's state."""
    (folder / "static" / "pictures").mkdir()
    (folder / "static" / "pictures" / "map.svg").write_text("<svg/>")
    before = addresses(ask(page, "/").text)[0]
    (folder / "static" / "pictures" / "map.svg").write_text("<svg></svg>")
    assert addresses(ask(page, "/").text)[0] != before


def test_a_program_for_the_landing_page_gets_all_of_auth(folder: Path) -> None:
    """The launcher alone loads less, also of MicroPython."""
    settings = (folder / "pyscript.toml").read_text()
    vault = settings.replace("[auth]", '[auth]\ntoken_storage = "worker"')
    landing = '[files]\n"/static/landing.py" = ""'
    for text, image, interpreter in (
        (settings, "launcher.mpy.bin", "built/launcher"),
        (vault, "vault.mpy.bin", "built/launcher"),
        (settings.replace("[files]", landing), "auth.mpy.bin", "micropython/micropython"),
        (vault.replace("[files]", landing), "auth.mpy.bin", "micropython/micropython"),
    ):
        configuration = parse_configuration(text, name="pyscript.toml")
        html, _ = build_release([folder], configuration).rewrite(
            f"<html>\n{ENTRY_TAGS['launcher']}\n  </head></html>"
        )
        assert re.findall(r"[a-z]+\.mpy\.bin", html) == [image]
        loaded = re.findall(r'href="[^"]*/(\w+/(?:launcher|micropython)\.(?:mjs|wasm))"', html)
        assert loaded == [f"{interpreter}.mjs", f"{interpreter}.wasm"]


def test_browsers_connect_to_cognito_early(page: Page, ask: Ask) -> None:
    """To the domain as a person goes there, to the issuer as a program asks there."""
    html = ask(page, "/").text
    assert '<link rel="preconnect" href="http://localhost:8001">' in html
    assert '<link rel="preconnect" href="http://localhost:8001" crossorigin>' in html
    assert '<link rel="preconnect" href="http://localhost:8002" crossorigin>' in html


@pytest.mark.parametrize(
    ("settings", "keys_url"),
    [
        (f'issuer = "{POOL}"', f"{POOL}/.well-known/jwks.json"),
        (f'issuer = "{POOL}"\njwks_uri = "{POOL}/keys"', f"{POOL}/keys"),
        (
            'region = "eu-west-1"\nuser_pool_id = "eu-west-1_StandIn01"',
            f"{POOL}/.well-known/jwks.json",
        ),
    ],
)
def test_the_configuration_names_the_address_of_the_keys(
    folder: Path, settings: str, keys_url: str
) -> None:
    """`static/boot.js` requests them before Python has read the settings."""
    text = (folder / "pyscript.toml").read_text()
    text = re.sub('issuer = ".*"', settings, text)
    configuration = parse_configuration(text, name="pyscript.toml")
    served = build_release([folder], configuration).configuration_text()
    assert tomllib.loads(served)["keys_url"] == keys_url


def test_the_configuration_names_what_was_given_out(page: Page, folder: Path, ask: Ask) -> None:
    """A module that PyScript fetches has the address of the release, and answers there."""
    html = ask(page, "/").text
    [configuration] = [path for path in addresses(html) if path.endswith("/pyscript.toml")]
    named = configuration.replace("pyscript.toml", "reports.py")
    assert f'[files]\n"{named}" = ""' in ask(page, configuration).text
    answer = ask(page, named)
    assert (answer.text, answer.headers["cache-control"]) == ("REPORTS = []", FOR_EVER)
    (folder / "reports.py").write_text("REPORTS = [7]")
    assert named not in ask(page, "/").text + ask(page, configuration).text


@pytest.mark.parametrize("name", [".DS_Store", ".style.css.swp", ".hidden.js", "notes.md"])
def test_what_is_private_changes_no_address(page: Page, folder: Path, ask: Ask, name: str) -> None:
    """Nor is it named: whatever a system or an editor leaves there is nobody's business."""
    before = ask(page, "/").text
    (folder / "static" / name).write_text("other")
    assert ask(page, "/").text == before
    assert ".hidden" not in before
