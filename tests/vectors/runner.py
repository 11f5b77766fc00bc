"""Runs the vectors in this folder, on any interpreter that `auth` runs on, MicroPython included.

A vector file names a `call` of the table below and lists cases: what is `given`, and what it
`gives` or which error it `raises`. Bytes stand as hexadecimal text.
"""

import binascii
import hashlib
import json
import os

from auth.account.qr_code import QrCode
from auth.calls.aws.identity_pool import AwsCredentials
from auth.calls.aws.sigv4 import hmac_sha256, sign, time_stamp
from auth.config import AuthConfig
from auth.encoding import base64url
from auth.encoding.json_reader import read_json
from auth.encoding.strict_json import parse_object
from auth.encoding.url import form_decode, form_encode, parse_url, resolve
from auth.errors import AuthError
from auth.protocol.authorization import (
    build_authorization_url,
    new_transaction,
    parse_transaction,
    safe_return_to,
)
from auth.protocol.callback import clean_url, parse_callback, read_callback
from auth.protocol.http import Request, Response
from auth.protocol.id_token_claims import validate_id_token_claims
from auth.protocol.jose import parse_key_set, select_key, split_jws
from auth.protocol.logout import build_logout_url
from auth.protocol.pkce import code_challenge, generate_code_verifier
from auth.protocol.token_endpoint import (
    authorization_code_request,
    parse_token_response,
    refresh_token_request,
    revocation_request,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

NOW = 1800000000.0
SETTINGS = {
    "domain": "login.example.com",
    "issuer": "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01",
    "client_id": "exampleclient",
    "redirect_uri": "https://app.example.com/",
    "logout_uri": "https://app.example.com/bye",
    "scopes": ["openid", "api/read"],
}


def laid_over(base: "dict[str, Any]", changes: "dict[str, Any]") -> "dict[str, Any]":
    """Return a copy of `base` with `changes`; a change to null removes the member."""
    merged = dict(base)
    merged.update(changes)
    return {name: merged[name] for name in merged if merged[name] is not None}


def configuration(changes: "dict[str, Any]") -> AuthConfig:
    """Return the configuration of the vectors with some settings changed."""
    return AuthConfig.from_mapping(laid_over(SETTINGS, changes))


def counting_bytes(count: int) -> bytes:
    """Return bytes that are not random."""
    return bytes(range(count))


def pending(config: AuthConfig, given: "dict[str, Any]") -> "Any":
    """Return the sign-in of the vectors; its state is `AAECAwQFBgcICQoLDA0ODxAREhMUFRYX`."""
    return new_transaction(
        config,
        random_bytes=counting_bytes,
        now=NOW,
        return_to="/",
        app_state=given.get("app_state"),
        max_age=given.get("max_age"),
    )


def json_object(given: "dict[str, Any]") -> object:
    """Read JSON, from text or from bytes."""
    if "bytes" in given:
        return parse_object(binascii.unhexlify(given["bytes"]))
    return parse_object(given["text"] * given.get("times", 1))


def read_url(given: str) -> object:
    """Return the parts of a URL."""
    url = parse_url(given)
    return [url.origin, url.path, url.query, url.fragment]


def callback(given: "dict[str, Any]") -> object:
    """Read, clean and check what stands in the address bar."""
    config = configuration(given.get("settings", {}))
    transaction = pending(config, given)

    def is_pending(state: str) -> bool:
        return bool(state == transaction.state)  # MicroPython's strings have no `__eq__`

    found = read_callback(given["url"], config.redirect_uri, is_pending)
    cleaned = clean_url(given["url"], config.redirect_uri, is_pending)
    if found is None:
        return [cleaned, None]
    try:
        outcome = parse_callback(found, transaction, config).code
    except AuthError as error:
        outcome = type(error).__name__
    return [cleaned, outcome]


def jws(given: "dict[str, Any]") -> object:
    """Return the parts of a token, which is complete or built from its parts."""
    if "token" in given:
        token = given["token"] * given.get("times", 1)
    else:
        parts = [given.get("header", '{"alg": "RS256"}'), given.get("payload", '{"sub": "ada"}')]
        token = ".".join([base64url.encode(part.encode()) for part in parts] + ["c2lnbmF0dXJl"])
    unverified = split_jws(token)
    return [unverified.kid, unverified.payload()]


def key_for(given: "dict[str, Any]") -> object:
    """Choose a key of a set; `n` is written as the number of its bytes and its last byte."""
    entries = [
        laid_over({"kty": "RSA", "n": [256, 255], "e": "AQAB"}, key) for key in given["keys"]
    ]
    for entry in entries:
        if isinstance(entry["n"], list):
            length, last = entry["n"]
            entry["n"] = base64url.encode(b"\xff" * (length - 1) + bytes([last]))
    return select_key(parse_key_set({"keys": entries}), given.get("kid")).kid


def id_token(given: "dict[str, Any]") -> object:
    """Check claims; those given are laid over sound ones."""
    sound = {
        "iss": SETTINGS["issuer"],
        "aud": "exampleclient",
        "token_use": "id",
        "sub": "ada",
        "nonce": "the-nonce",
        "iat": NOW - 5,
        "exp": NOW + 3595,
        "auth_time": NOW - 5,
    }
    return validate_id_token_claims(
        laid_over(sound, given.get("claims", {})),
        issuers=("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01",),
        client_id="exampleclient",
        now=NOW,
        nonce="the-nonce",
        access_token=given.get("access_token", ""),
        max_age=given.get("max_age"),
    ).name


def token_response(given: "dict[str, Any]") -> object:
    """Read the token endpoint's answer."""
    response = Response(given.get("status", 200), headers={}, body=given["body"].encode())
    tokens = parse_token_response(response)
    return [tokens.access_token, tokens.expires_in, tokens.id_token, tokens.refresh_token]


def requests(given: "dict[str, Any]") -> object:
    """Return the bodies of the three requests of a session's life."""
    config = configuration({})
    found = read_callback(given["url"], config.redirect_uri)
    assert found is not None
    grant = parse_callback(found, pending(config, {}), config)
    return [
        authorization_code_request(config, grant).body,
        refresh_token_request(config, given["refresh_token"]).body,
        revocation_request(config, given["refresh_token"]).body,
    ]


def authorization_url(given: "dict[str, Any]") -> object:
    """Build the URL that a sign-in starts with."""
    config = configuration(given.get("settings", {}))
    extra = tuple([(name, value) for name, value in given.get("parameters", [])])
    return build_authorization_url(config, pending(config, given), parameters=extra)


def round_trip(given: "Any") -> object:
    """Write an app state to JSON and read it again, as storage does."""
    config = configuration({})
    return parse_transaction(pending(config, {"app_state": given}).to_json()).app_state


def sigv4(given: "dict[str, Any]") -> object:
    """Sign with the credentials of AWS's examples; give which headers are signed, and how."""
    service = given.get("service", "service")
    # The keys of S3's examples and of all others differ in one character.
    secret_key = "wJalrXUtnFEMI/K7MDENG" + ("/" if service == "s3" else "+")
    signed = sign(
        Request(
            given.get("method", "GET"),
            "https://" + given.get("host", "example.amazonaws.com") + given["url"],
            headers=tuple([(name, value) for name, value in given.get("headers", [])]),
            body=given.get("body"),
        ),
        AwsCredentials(
            access_key_id="AKIAIOSFODNN7EXAMPLE" if service == "s3" else "AKIDEXAMPLE",
            secret_key=secret_key + "bPxRfiCYEXAMPLEKEY",
            session_token=given.get("session_token", ""),
            expires_at=NOW,
        ),
        service=service,
        region="us-east-1",
        now=given.get("now", 1440938160),
    )
    _, names, signature = signed.headers[-1][1].split(", ")
    return {"headers": names.partition("=")[2], "signature": signature.partition("=")[2]}


CALLS: "dict[str, Callable[[Any], object]]" = {
    "authorization_url": authorization_url,
    "app_state": round_trip,
    "base64url_decode": lambda given: binascii.hexlify(base64url.decode(given)).decode(),
    "base64url_encode": lambda given: base64url.encode(binascii.unhexlify(given)),
    "callback": callback,
    "code_challenge": code_challenge,
    "code_verifier": lambda given: generate_code_verifier(lambda _: binascii.unhexlify(given)),
    "form_decode": lambda given: [list(pair) for pair in form_decode(given)],
    "form_encode": lambda given: form_encode([(name, value) for name, value in given]),
    "qr_code": lambda given: binascii.hexlify(
        hashlib.sha256(QrCode(given[0], mask=given[1]).path().encode()).digest()
    ).decode(),
    "hmac_sha256": lambda given: binascii.hexlify(
        hmac_sha256(binascii.unhexlify(given[0]), binascii.unhexlify(given[1]))
    ).decode(),
    "id_token_claims": id_token,
    "json_object": json_object,
    "json_reader": read_json,
    "jws": jws,
    "key_set": key_for,
    "logout_url": lambda given: build_logout_url(configuration(given)),
    "requests": requests,
    "resolve": lambda given: resolve(given[0], given[1]).origin,
    "return_to": lambda given: safe_return_to(given, "https://app.example.com/page?q=1#top"),
    "sigv4": sigv4,
    "time_stamp": time_stamp,
    "token_response": token_response,
    "url": read_url,
}


def outcome(call: str, case: "dict[str, Any]") -> "dict[str, Any]":
    """Return what a case returns or raises, with a mark on unexpected errors."""
    try:
        return {"gives": CALLS[call](case["given"])}
    except AuthError as error:
        return {"raises": type(error).__name__}
    except ValueError:
        return {"raises": "ValueError"}
    except Exception as error:  # noqa: BLE001 - reported, so that every other case still runs
        return {"raises": "unexpected " + type(error).__name__ + ": " + str(error)}


def failures(document: "dict[str, Any]") -> "list[dict[str, Any]]":
    """Return the cases of a vector file that fail."""
    found = []
    for case in document["cases"]:
        expected = {name: case[name] for name in case if name in ("gives", "raises")}
        actual = outcome(document["call"], case)
        if actual != expected:
            found.append({"given": case["given"], "expected": expected, "actual": actual})
    return found


def report(folder: str) -> str:
    """Run every vector file of `folder`; give the numbers of cases and the failures, as JSON."""
    cases, failed = {}, {}
    for name in sorted(os.listdir(folder)):  # noqa: PTH208 - MicroPython has no pathlib
        if name.endswith(".json"):
            with open(folder + "/" + name) as file:  # noqa: PTH123 - so here
                document = json.loads(file.read())
            cases[name] = len(document["cases"])
            failed[name] = failures(document)
    return json.dumps({"cases": cases, "failures": failed})
