"""Signed calls to AWS from the page; botocore verifies the signatures."""

import json

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from starlette.requests import Request

from tests.e2e.entries import remote_with_aws
from tests.e2e.remote import Remote
from tests.e2e.site import Site

FIELDS = ("Credential", "SignedHeaders", "Signature")


@remote_with_aws("py", "mpy")
def test_a_signed_call_is_what_aws_expects(remote: Remote, site: Site) -> None:
    """The signature covers what the browser sent, and there is no Bearer token."""
    remote.has_signed_in()
    if site.entry == "py":  # on MicroPython all of `auth` is in memory from the start
        assert not remote.asks("imported", name="auth.calls.aws.client").value
    url = f"{site.others.api}/who?year=2026&name=Ada Lovelace".replace(" ", "%20")
    for body in ("é=1", "again"):
        call = {"service": "execute-api", "method": "POST", "body": body}
        reply = remote.asks("aws_fetch", url=url, **call).value
        assert (reply["status"], json.loads(reply["text"])) == (200, {"body": body})
        require_signature(site, site.others.requests[-1], body.encode())
    [given] = site.cognito.identities.credentials.values()
    remote.watch.guard("aws_secret_key", given.secret_key)
    remote.watch.guard("aws_session_token", given.session_token)
    assert remote.asks("aws_fetch", url="/api/user", service="x").error == "ArgumentRefused"


def require_signature(site: Site, request: Request, body: bytes) -> None:
    """Verify a signature as AWS does, with the secret of the key in the header."""
    _, _, proof = request.headers["authorization"].partition("AWS4-HMAC-SHA256 ")
    found = dict(field.split("=", 1) for field in proof.split(", "))
    assert tuple(found) == FIELDS
    access_key_id, _, region, service, _ = found["Credential"].split("/")
    given = site.cognito.identities.credentials[access_key_id]
    assert request.headers["x-amz-security-token"] == given.session_token
    signed = {name: request.headers[name] for name in found["SignedHeaders"].split(";")}
    again = AWSRequest(request.method, str(request.url), headers=signed, data=body)
    again.context["timestamp"] = request.headers["x-amz-date"]
    judge = SigV4Auth(Credentials(access_key_id, given.secret_key), service, region)
    text = judge.string_to_sign(again, judge.canonical_request(again))
    assert judge.signature(text, again) == found["Signature"]
