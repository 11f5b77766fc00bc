"""Signature Version 4, judged by botocore's own signer; AWS's examples are in `tests/vectors`."""

import string

import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from hypothesis import given
from hypothesis import strategies as st

from auth.calls.aws.identity_pool import AwsCredentials
from auth.calls.aws.sigv4 import sign
from auth.encoding.url import percent_encode
from auth.errors import ArgumentRefused
from auth.protocol.http import Request

HELD = AwsCredentials(
    access_key_id="ASIAEXAMPLE", secret_key="secret/key", session_token="token+/=", expires_at=0.0
)
NAMES = st.text(string.ascii_letters + string.digits, min_size=1, max_size=6)
SEGMENTS = st.lists(
    st.text(max_size=5).filter(lambda text: text not in {".", ".."}).map(percent_encode), max_size=4
)
PAIRS = st.lists(st.tuples(NAMES, st.text(max_size=5).map(percent_encode)), max_size=4)
BODIES = st.none() | st.text(max_size=9) | st.binary(max_size=9)


def judged_by_botocore(signed: Request, service: str) -> str:
    """Return the Authorization header that botocore writes for what was sent."""
    headers = dict(signed.headers)
    body = signed.body.encode() if isinstance(signed.body, str) else signed.body
    del headers["Authorization"]
    request = AWSRequest(signed.method, signed.url, headers=headers, data=body)
    request.context["timestamp"] = headers["X-Amz-Date"]
    keys = Credentials(HELD.access_key_id, HELD.secret_key, HELD.session_token)
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    witness = kind(keys, service, "eu-west-1")
    text = witness.string_to_sign(request, witness.canonical_request(request))
    names = witness.signed_headers(witness.headers_to_sign(request))
    proof = f"Credential={witness.scope(request)}, SignedHeaders={names}"
    return f"AWS4-HMAC-SHA256 {proof}, Signature={witness.signature(text, request)}"


@given(
    SEGMENTS,
    PAIRS,
    BODIES,
    st.sampled_from(["execute-api", "s3"]),
    st.dictionaries(NAMES.map(lambda name: f"x-my-{name.lower()}"), NAMES, max_size=3),
)
def test_botocore_signs_likewise(
    segments: list[str],
    pairs: list[tuple[str, str]],
    body: str | bytes | None,
    service: str,
    headers: dict[str, str],
) -> None:
    """Signatures are equal for any path, query, header, body and session token."""
    query = "&".join(f"{name}={value}" for name, value in pairs)
    url = f"https://api.example.com/{'/'.join(segments)}" + (f"?{query}" if query else "")
    request = Request("PUT", url, headers=tuple(headers.items()), body=body)
    signed = sign(request, HELD, service=service, region="eu-west-1", now=1_800_000_000.5)
    assert dict(signed.headers)["Authorization"] == judged_by_botocore(signed, service)
    assert (signed.method, signed.body) == ("PUT", body)


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("/a b", None),
        ("/reports/~ada's (1)*", None),
        ("/reports/~ada's(1)*", "/reports/~ada%27s%281%29%2A"),
        ("/a%2fb%7e", "/a%2Fb~"),
        ("/?b=2&a=1+2&a", "/?a=&a=1%202&b=2"),
        ("/a+b#part", "/a%2Bb"),
    ],
)
def test_what_is_signed_is_what_is_sent(asked: str, sent: str | None) -> None:
    """One spelling that no browser changes and every service agrees on."""
    request = Request("GET", f"https://api.example.com{asked}")
    if sent is None:
        with pytest.raises(ArgumentRefused):
            sign(request, HELD, service="s3", region="eu-west-1", now=0)
    else:
        signed = sign(request, HELD, service="s3", region="eu-west-1", now=0)
        assert signed.url == f"https://api.example.com{sent}"


def test_a_port_is_part_of_the_host() -> None:
    """As in the Host header that the browser writes."""
    request = Request("GET", "http://localhost:4566/")
    signed = sign(request, HELD, service="sqs", region="eu-west-1", now=1_800_000_000)
    assert dict(signed.headers)["Authorization"] == judged_by_botocore(signed, "sqs")
