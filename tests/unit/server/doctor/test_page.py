"""Checks of a deployed page: its address and its headers."""

import pytest
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from auth.config import AuthConfig
from server.headers import WithHeaders, page_headers
from tests.unit.server.doctor.conftest import (
    DOMAIN,
    ISSUER_ORIGIN,
    SETTINGS,
    Hosts,
    answering,
    names,
)

PAGE = "https://app.example.com"
HEADERS = page_headers(AuthConfig.from_mapping(SETTINGS))


def delivered(**changes: str | None) -> ASGIApp:
    """Return a page with the headers that it was tried with, but for `changes`; None drops one."""
    written = {name.replace("_", "-"): value for name, value in changes.items()}
    headers = {name: value for name, value in (HEADERS | written).items() if value is not None}
    return WithHeaders(answering(200, b"<!doctype html>", "text/html"), headers)


def policy(connect: str) -> str:
    """Return a policy that lets the page fetch from there."""
    return f"default-src 'none'; {connect}; base-uri 'none'"


@pytest.mark.parametrize(
    "connect",
    [
        f"connect-src 'self' {DOMAIN} {ISSUER_ORIGIN}",
        "connect-src https:",
        "CONNECT-SRC *",
        f"connect-src 'self' {ISSUER_ORIGIN} {DOMAIN} https://api.example.com",
        "connect-src 'self' https://*.amazoncognito.com https://*.amazonaws.com",
        f"connect-src {DOMAIN.removeprefix('https://')} {ISSUER_ORIGIN}:443",
        f"connect-src {DOMAIN.upper()} {ISSUER_ORIGIN}/",
        f"connect-src {DOMAIN}/oauth2/ {ISSUER_ORIGIN}:*",
        f"connect-src {DOMAIN} {ISSUER_ORIGIN}; connect-src 'none'",
        f"connect-src {DOMAIN} {ISSUER_ORIGIN}, default-src https:",
    ],
)
def test_a_page_that_may_ask_is_fine(hosts: Hosts, connect: str) -> None:
    """The policy may allow the request in any valid form."""
    hosts.apps[PAGE] = delivered(Content_Security_Policy=policy(connect))
    assert hosts.run_doctor() == []


def test_a_page_as_it_is_served_is_fine(hosts: Hosts) -> None:
    """The headers of the server itself are right."""
    hosts.apps[PAGE] = delivered()
    assert hosts.run_doctor() == []


@pytest.mark.parametrize(
    ("connect", "missing"),
    [
        ("connect-src 'self'", f"{DOMAIN} and {ISSUER_ORIGIN}"),
        ("", f"{DOMAIN} and {ISSUER_ORIGIN}"),
        (f"connect-src 'self' {DOMAIN}", ISSUER_ORIGIN),
        (f"connect-src 'self' {ISSUER_ORIGIN} {DOMAIN}.example", DOMAIN),
        (f"connect-src {ISSUER_ORIGIN} https://*.auth.us-east-1.amazoncognito.com", DOMAIN),
        (f"connect-src {ISSUER_ORIGIN} https://*.{DOMAIN.removeprefix('https://')}", DOMAIN),
        (f"connect-src {ISSUER_ORIGIN} {DOMAIN}:8443", DOMAIN),
        (f"connect-src {ISSUER_ORIGIN} wss://*.amazoncognito.com", DOMAIN),
        (f"connect-src {DOMAIN} {ISSUER_ORIGIN}, connect-src {ISSUER_ORIGIN}", DOMAIN),
        (f"connect-src {ISSUER_ORIGIN}; connect-src {DOMAIN}", DOMAIN),
    ],
)
def test_a_policy_without_cognito(hosts: Hosts, connect: str, missing: str) -> None:
    """What cannot be fetched is named."""
    hosts.apps[PAGE] = delivered(Content_Security_Policy=policy(connect))
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "page-blocks-cognito"
    assert finding.evidence == f"GET {PAGE}/ may not fetch from {missing}"


def test_a_page_without_its_headers(hosts: Hosts) -> None:
    """It works, so this is advice."""
    hosts.apps[PAGE] = delivered(Content_Security_Policy=None, Referrer_Policy=None)
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "page-lacks-headers"
    assert finding.evidence == f"GET {PAGE}/ lacks Content-Security-Policy, Referrer-Policy"
    assert finding.diagnosis.advisory


@pytest.mark.parametrize("app", [answering(404, b"", "text/html"), answering(200, b"{}", "text/x")])
def test_a_page_that_is_not_there_yet_is_no_finding(hosts: Hosts, app: ASGIApp) -> None:
    """A configuration may be right before anything is deployed."""
    hosts.apps[PAGE] = app
    assert names(hosts.run_doctor()) == []


def test_a_policy_without_an_api(hosts: Hosts) -> None:
    """The page signs people in, and then cannot call what its configuration names."""
    connect = f"connect-src 'self' {DOMAIN} {ISSUER_ORIGIN} https://b.example"
    hosts.apps[PAGE] = delivered(Content_Security_Policy=policy(connect))
    origins = ["https://a.example", "https://b.example", PAGE]
    (finding,) = hosts.run_doctor(api_origins=origins)
    assert finding.diagnosis.name == "page-blocks-apis"
    assert finding.evidence == f"GET {PAGE}/ may not fetch from https://a.example"


def moved(path: str) -> ASGIApp:
    """Return an application that redirects to `path` whatever else is asked for."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == path:
            await delivered()(scope, receive, send)
        else:
            await RedirectResponse(path, 308)(scope, receive, send)

    return app


@pytest.mark.parametrize(
    ("path", "served"), [("/app", "/app/"), ("/index.html", "/"), ("/App/", "/app/")]
)
def test_a_host_that_redirects_the_callback(hosts: Hosts, path: str, served: str) -> None:
    """The page is asked for under another address than the sign-in was started for."""
    hosts.change_client(callback_urls=(f"{PAGE}{path}",))
    hosts.apps[PAGE] = moved(served)
    (finding,) = hosts.run_doctor(redirect_uri=f"{PAGE}{path}")
    assert finding.diagnosis.name == "redirect-uri-is-redirected"
    assert finding.evidence == f"GET {PAGE}{path} answered 308 to {PAGE}{served}"
    assert not finding.diagnosis.advisory


@pytest.mark.parametrize(
    ("path", "served"),
    [
        ("/app", "/app/"),
        ("/app/", "/app"),
        ("/App", "/app"),
        ("/app/callback", "/app/"),
        ("/a/b", "/"),
    ],
)
def test_a_host_without_a_page_at_the_callback(hosts: Hosts, path: str, served: str) -> None:
    """Everything works until the person comes back."""
    hosts.change_client(callback_urls=(f"{PAGE}{path}",))
    elsewhere = answering(404, b"", "text/html")

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (delivered() if scope["path"] == served else elsewhere)(scope, receive, send)

    hosts.apps[PAGE] = app
    (finding,) = hosts.run_doctor(redirect_uri=f"{PAGE}{path}")
    assert finding.diagnosis.name == "redirect-uri-is-not-served"
    assert finding.evidence == f"GET {PAGE}{path} answered 404; {PAGE}{served} is a page"


@pytest.mark.parametrize("path", ["/callback.html", "/api/x", "/a/%2e%2e/b", "/.well-known/x"])
def test_a_callback_that_is_a_file(hosts: Hosts, path: str) -> None:
    """Advice, because another server may have a page of its own there."""
    hosts.change_client(callback_urls=(f"{PAGE}{path}",))
    (finding,) = hosts.run_doctor(redirect_uri=f"{PAGE}{path}")
    assert finding.diagnosis.name == "redirect-uri-is-a-file"
    assert finding.evidence == f'redirect_uri = "{PAGE}{path}"'
    assert finding.diagnosis.advisory


def test_a_callback_that_serve_py_does_not_serve(hosts: Hosts) -> None:
    """It serves the page at the root, where /static/ has files."""
    local = "http://localhost:8000/static/back"
    hosts.change_client(callback_urls=(local,))
    (finding,) = hosts.run_doctor(redirect_uri=local)
    assert finding.diagnosis.name == "redirect-uri-is-a-file"


@pytest.mark.parametrize(
    "path", ["", "/", "/app", "/app/", "/index.html", "/app/index.html", "/v1.2/b"]
)
def test_other_callbacks_are_fine(hosts: Hosts, path: str) -> None:
    """Both servers have the page there."""
    hosts.change_client(callback_urls=(f"{PAGE}{path}",))
    hosts.apps[PAGE] = delivered()
    assert hosts.run_doctor(redirect_uri=f"{PAGE}{path}") == []


WITH_VAULT = AuthConfig.from_mapping({**SETTINGS, "token_storage": "worker"})


def test_a_vault_needs_a_policy_that_allows_its_worker(hosts: Hosts) -> None:
    """A page that was deployed before the setting was changed has another one."""
    hosts.apps[PAGE] = delivered()
    assert names(hosts.run_doctor(token_storage="worker")) == ["page-blocks-vault"]
    hosts.apps[PAGE] = delivered(
        Content_Security_Policy=page_headers(WITH_VAULT)["Content-Security-Policy"]
    )
    assert hosts.run_doctor(token_storage="worker") == []
