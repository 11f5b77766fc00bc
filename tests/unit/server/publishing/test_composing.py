"""What is served: the page below its base, and nothing that it does not need."""

import re
import shutil
from pathlib import Path

import pytest

from server.errors import CannotStart
from server.publishing.composing import compose
from server.publishing.previous import Previous
from server.publishing.static_site import StaticSite
from server.runtimes import ROOT
from tests.unit.server.publishing.conftest import HTML, PRODUCTION, configured

RELEASE = re.compile(r"(app|runtime)-[0-9a-f]{16}")


def names(site: StaticSite) -> set[str]:
    """Return the paths of a site, without the hashes in them."""
    return {RELEASE.sub(r"\1", path) for path in site.files}


def test_only_what_production_needs_is_there(site: StaticSite) -> None:
    """No server, test, stand-in or backend; of `auth` what is compiled of it."""
    assert names(site) == {
        "index.html",
        "404.html",
        "static/style.css",
        "app/main.py",
        "app/reports.py",
        "app/pyscript.toml",
        "app/auth.py.zip",
        "app/auth.mpy.bin",
        "app/launcher.mpy.bin",
        "app/vault.mpy.bin",
        "app/static/boot.js",
        "app/static/style.css",
        "runtime/pyodide/pyodide.asm.wasm",
        "runtime/pyodide/pyodide.mjs",
    }


@pytest.mark.parametrize("base", ["/", "/team/app/"])
def test_every_address_is_below_the_base(page: Path, base: str) -> None:
    """Files have those of the release, pages the base, and the API's and others' stay."""
    site = compose(page, configured(), base)
    app, runtime = site.release
    assert app.startswith(f"{base}app-")
    assert runtime.startswith(f"{base}runtime-")
    assert all(f"/{path}".startswith(base) for path in site.files)
    html = site.files[f"{base}index.html"[1:]].decode()
    assert re.findall(r'(?<!preconnect" )(?:href|src)="([^"]*)"', html) == [
        f"{app}static/style.css",
        f"{app}static/boot.js",
        f"{app}pyscript.toml",
        base,
        f"{base}reports/7?year=1843#top",
        "/api/file",
        "//elsewhere.example/x",
        "https://elsewhere.example/",
        f"{app}main.py",
    ]
    assert f'"/static/":"{app}static/","/static/runtime/":"{runtime}"' in html
    not_found = site.files[f"{base}404.html"[1:]].decode()
    assert f'href="{base}"' in not_found
    assert "importmap" not in not_found


def test_the_configuration_names_the_addresses_too(page: Path) -> None:
    """PyScript finds interpreter and modules below the base; what else stands there stays."""
    site = compose(page, configured(), "/team/app/")
    app = site.release[0]
    text = site.files[f"{app}pyscript.toml"[1:]].decode()
    expected = PRODUCTION.replace('"/static/boot.js"', f'"{app}static/boot.js"').replace(
        '"/reports.py"', f'"{app}reports.py"'
    )
    assert text.split("\n", 2)[2] == expected  # below what boot.js and PyScript need
    assert expected.count(app) == 2


def test_the_headers_allow_the_import_map_of_the_page(site: StaticSite) -> None:
    """And HSTS is among them, since the page is served over https."""
    assert site.import_map in site.headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" in site.headers


def test_files_of_a_release_are_kept_and_documents_never(page: Path) -> None:
    """Pictures at their plain address are asked for each time."""
    text = PRODUCTION.replace("app.example.com/", "app.example.com/back")
    site = compose(page, configured(text), "/")
    assert site.cache_control(f"{site.release[0]}main.py") == "public, max-age=31536000, immutable"
    assert site.cache_control("/static/style.css") == "no-cache"
    for document in ("/", "/index.html", "/back", "/404.html"):
        assert site.cache_control(document) == "no-store"


def test_files_may_be_named_as_pyscript_has_them(page: Path) -> None:
    """Relative paths, placeholders and data: all are part of the release."""
    for name in ("one.py", "data/two.csv", "data/three.csv"):
        (page / name).parent.mkdir(exist_ok=True)
        (page / name).write_text(name)
    named = """./one.py" = ""
"{HERE}" = "./data"
"{DATA}" = "/data"
"{HERE}/two.csv" = ""
"{DATA}/three.csv\
"""
    site = compose(page, configured(PRODUCTION.replace("/reports.py", named.strip())), "/app/")
    folder = site.release[0]
    for name in ("one.py", "data/two.csv", "data/three.csv"):
        assert site.files[f"{folder[1:]}{name}"] == name.encode()
    text = site.files[f"{folder[1:]}pyscript.toml"].decode()
    assert f'"{{DATA}}" = "{folder}data"' in text
    assert '"./one.py"' in text  # PyScript resolves it against the address of the configuration


@pytest.mark.parametrize("name", ["./gone.py", "/missing.py", "/auth/backend/keys.py"])
def test_a_file_that_the_configuration_fetches_has_to_be_there(page: Path, name: str) -> None:
    """It would be looked for in vain, on a host that nobody watches."""
    with pytest.raises(
        CannotStart, match=rf"production.toml: \[files\] contains {name.lstrip('.')}"
    ):
        compose(page, configured(PRODUCTION.replace("/reports.py", name)), "/")


def test_a_page_without_a_document_is_none(page: Path) -> None:
    """The sentence names it."""
    (page / "index.html").unlink()
    with pytest.raises(CannotStart, match=r"index\.html cannot be read"):
        compose(page, configured(), "/")


def test_the_inspector_comes_when_it_is_asked_for(page: Path) -> None:
    """Its page has the addresses of the release, and what is private stays behind."""
    with pytest.raises(CannotStart, match="which is missing"):
        compose(page, configured(), "/", with_inspector=True)
    shutil.copytree(ROOT / "inspector", page / "inspector")
    site = compose(page, configured(), "/app/", with_inspector=True)
    assert {name for name in names(site) if "inspector" in name} == {
        "app/inspector.zip",
        "app/inspector/index.html",
        "app/inspector/inspector.css",
        "app/inspector/main.py",
        "app/inspector/recorder.js",
        "app/inspector/start.js",
    }
    html = site.files["app/inspector/index.html"].decode()
    assert f'src="{site.release[0]}static/boot.js"' in html
    assert 'src="/app/inspector/main.py"' in html
    assert '"/app/inspector.zip"' in site.files["app/index.html"].decode()
    assert 'src="/app/inspector/recorder.js"' in site.files["app/index.html"].decode()
    assert site.cache_control("/app/inspector/") == "no-store"


def test_pages_of_the_previous_build_go_on_to_work(page: Path) -> None:
    """Its import map is allowed beside the new one, and its folders may be kept for ever."""
    previous = Previous(lasting=("/app-0123456789abcdef/",), files={}, import_map="'sha256-old'")
    site = compose(page, configured(), "/", previous=previous)
    assert f"{site.import_map} 'sha256-old'" in site.headers["Content-Security-Policy"]
    assert site.lasting == (*site.release, "/app-0123456789abcdef/")


def test_every_document_has_the_addresses_of_the_release(page: Path) -> None:
    """As from the page's own server: a second page finds its programs below the base, too."""
    (page / "static" / "about.html").write_text(HTML)
    site = compose(page, configured(), "/team/app/")
    app, _ = site.release
    for place in (app, "/team/app/"):
        html = site.files[f"{place}static/about.html"[1:]].decode()
        assert html == site.files["team/app/index.html"].decode()


def test_a_page_with_a_worker_has_what_a_worker_imports_by_its_path(page: Path) -> None:
    """Import maps do not reach workers; and every host sends the policy with all files."""
    built = page / "static" / "runtime" / "built"
    built.mkdir(parents=True, exist_ok=True)
    (built / "versions.js").write_text("export const version = 1;")
    copy = "app/static/runtime/built/versions.js"
    assert copy not in names(compose(page, configured(), "/team/app/"))
    tag = '<script type="text/x-python" src="/main.py" id="app"'
    (page / "index.html").write_text(HTML.replace(tag, f"{tag} worker"))
    site = compose(page, configured(), "/team/app/")
    assert f"team/{copy}".replace("team/", "team/app/", 1) in names(site)
    assert "trusted-types worker" in site.headers["Content-Security-Policy"]
    assert "worker-src 'self'" in site.headers["Content-Security-Policy"]
