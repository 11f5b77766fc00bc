"""Pages that are deployed already, and stand in their own way."""

import pytest
from starlette.types import ASGIApp

from auth.config import AuthConfig
from server.headers import WithHeaders, page_headers
from tests.unit.server.doctor.conftest import (
    DOMAIN,
    ISSUER_ORIGIN,
    SETTINGS,
    Practice,
    answering,
    names,
)

PAGE = "https://app.example.com"
HEADERS = page_headers(AuthConfig.from_mapping(SETTINGS))


def delivered(**changes: str | None) -> ASGIApp:
    """Give a page with the headers that it was tried with, but for `changes`; None drops one."""
    written = {name.replace("_", "-"): value for name, value in changes.items()}
    headers = {name: value for name, value in (HEADERS | written).items() if value is not None}
    return WithHeaders(answering(200, b"<!doctype html>", "text/html"), headers)


def policy(connect: str) -> str:
    """Give a policy that lets the page fetch from there."""
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
def test_a_page_that_may_ask_is_fine(practice: Practice, connect: str) -> None:
    """However its policy says so."""
    practice.apps[PAGE] = delivered(Content_Security_Policy=policy(connect))
    assert practice.visit() == []


def test_a_page_as_it_is_served_is_fine(practice: Practice) -> None:
    """The headers of the server itself are right."""
    practice.apps[PAGE] = delivered()
    assert practice.visit() == []


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
def test_a_policy_without_cognito(practice: Practice, connect: str, missing: str) -> None:
    """What cannot be fetched is named."""
    practice.apps[PAGE] = delivered(Content_Security_Policy=policy(connect))
    (finding,) = practice.visit()
    assert finding.diagnosis.name == "page-blocks-cognito"
    assert finding.evidence == f"GET {PAGE}/ may not fetch from {missing}"


def test_a_page_without_its_headers(practice: Practice) -> None:
    """It works, so this is advice."""
    practice.apps[PAGE] = delivered(Content_Security_Policy=None, Referrer_Policy=None)
    (finding,) = practice.visit()
    assert finding.diagnosis.name == "page-lacks-headers"
    assert finding.evidence == f"GET {PAGE}/ lacks Content-Security-Policy, Referrer-Policy"
    assert finding.diagnosis.advisory


@pytest.mark.parametrize("app", [answering(404, b"", "text/html"), answering(200, b"{}", "text/x")])
def test_a_page_that_is_not_there_yet_is_no_finding(practice: Practice, app: ASGIApp) -> None:
    """A configuration may be right before anything is deployed."""
    practice.apps[PAGE] = app
    assert names(practice.visit()) == []


def test_a_policy_without_an_api(practice: Practice) -> None:
    """The page signs people in, and then cannot call what its configuration names."""
    connect = f"connect-src 'self' {DOMAIN} {ISSUER_ORIGIN} https://b.example"
    practice.apps[PAGE] = delivered(Content_Security_Policy=policy(connect))
    origins = ["https://a.example", "https://b.example", PAGE]
    (finding,) = practice.visit(api_origins=origins)
    assert finding.diagnosis.name == "page-blocks-apis"
    assert finding.evidence == f"GET {PAGE}/ may not fetch from https://a.example"
