"""Addresses that are not registered, and the variants that are."""

import pytest

from server.doctor.addresses import variants
from server.doctor.target import PoolDescription
from tests.unit.server.doctor.conftest import DOMAIN, Hosts, answering, at_path, names

DIFFERENCES = [
    ("https://app.example.com", "https://app.example.com/", "the slash at the end"),
    ("https://app.example.com/in/", "https://app.example.com/in", "the slash at the end"),
    ("http://localhost:3000/", "http://localhost:8000/", "the port"),
    ("http://localhost/", "http://localhost:8000/", "the port"),
    ("http://localhost:8000/", "http://localhost/", "the port"),
    ("https://app.example.com/In", "https://app.example.com/in", "upper and lower case"),
    ("http://127.0.0.1:8000/", "http://localhost:8000/", "the host name"),
    ("http://localhost:8000/", "http://127.0.0.1:8000/", "the host name"),
    ("https://www.example.com/", "https://example.com/", "the host name"),
    ("http://localhost:8000/", "https://localhost:8000/", "the protocol"),
    ("https://app.example.com/", "https://app.example.com/callback", "the path"),
    (
        "http://127.0.0.1:8000",
        "http://localhost:8000/",
        "the slash at the end, and the host name",
    ),
]


@pytest.mark.parametrize(("written", "registered", "difference"), DIFFERENCES)
def test_a_redirect_uri_that_differs(
    hosts: Hosts, written: str, registered: str, difference: str
) -> None:
    """The registered one is named, with what differs."""
    hosts.change_client(callback_urls=(registered,))
    (finding,) = hosts.run_doctor(redirect_uri=written)
    assert finding.diagnosis.name == "redirect-uri-differs"
    assert finding.evidence.endswith(
        f'for "{written}"; "{registered}" is registered. What differs is {difference}.'
    )
    assert finding.fix == f'Write redirect_uri = "{registered}", or register "{written}".'


@pytest.mark.parametrize(("written", "registered", "difference"), DIFFERENCES[:3])
def test_a_logout_uri_that_differs(
    hosts: Hosts, written: str, registered: str, difference: str
) -> None:
    """The same for the page after sign-out."""
    hosts.change_client(logout_urls=(registered,))
    (finding,) = hosts.run_doctor(logout_uri=written)
    assert finding.diagnosis.name == "logout-uri-differs"
    assert f'"{registered}" is registered. What differs is {difference}.' in finding.evidence


@pytest.mark.parametrize(
    ("urls", "key", "name"),
    [
        ("callback_urls", "redirect_uri", "redirect-uri-is-not-registered"),
        ("logout_urls", "logout_uri", "logout-uri-is-not-registered"),
    ],
)
def test_an_address_that_is_not_registered(hosts: Hosts, urls: str, key: str, name: str) -> None:
    """Where nothing like it is, the fix is to register it."""
    hosts.change_client(**{urls: ("https://elsewhere.example/",)})
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == name
    assert finding.evidence.endswith('for "https://app.example.com/"')
    assert key in finding.diagnosis.cause


def test_what_is_registered_is_told_where_aws_told(hosts: Hosts) -> None:
    """With credentials there is no guessing."""
    registered = "https://elsewhere.example/"
    hosts.change_client(callback_urls=(registered,))
    client = {
        "CallbackURLs": [registered],
        "RefreshTokenRotation": {"Feature": "ENABLED", "RetryGracePeriodSeconds": 10},
        "PreventUserExistenceErrors": "ENABLED",
    }
    hosts.described = PoolDescription(pool={}, client=client)
    (finding,) = hosts.run_doctor()
    assert finding.evidence.endswith(f"registered are {registered}")


def test_a_mismatch_does_not_hide_a_wrong_sign_out(hosts: Hosts) -> None:
    """Both addresses are looked at."""
    hosts.change_client(callback_urls=(), logout_urls=())
    assert names(hosts.run_doctor()) == [
        "redirect-uri-is-not-registered",
        "logout-uri-is-not-registered",
    ]


@pytest.mark.parametrize("url", [written for written, *_ in DIFFERENCES])
def test_variants_are_few_and_each_another(url: str) -> None:
    """There are few variants, and no URL is requested twice."""
    urls = [other for other, _ in variants(url)]
    assert len(urls) == len(set(urls))
    assert url not in urls
    assert len(urls) < 60


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (429, "domain-is-overloaded"),
        (503, "domain-is-overloaded"),
        (403, "domain-is-not-cognito"),
        (200, "domain-is-not-cognito"),
    ],
)
def test_a_sign_out_that_nobody_judged(hosts: Hosts, status: int, name: str) -> None:
    """An overloaded domain or a firewall is not reported as a wrong address."""
    other = answering(status, b"", "text/html")
    hosts.apps[DOMAIN] = at_path(hosts.apps[DOMAIN], "/logout", other)
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == name
    assert f"GET {DOMAIN}/logout answered {status}" in finding.evidence
