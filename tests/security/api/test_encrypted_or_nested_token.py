"""A token is wrapped, compressed or serialised in a way that asks for unwrapping."""

import json
import zlib

import pytest

from tests.security.api.api import Api, assert_refused, refuse
from tests.security.api.forge import HEADER, PAYLOAD, parts_of
from tests.unit.backend.issuer import KID, base64url, make_token, sign

H, P, S = parts_of(make_token())
JWE = base64url(json.dumps({"alg": "RSA-OAEP", "enc": "A256GCM", "kid": KID}).encode())
DIRECT = base64url(json.dumps({"alg": "dir", "enc": "A256GCM", "kid": KID}).encode())


@pytest.mark.parametrize(
    "token", [f"{JWE}.{P}.{P}.{P}.{S}", f"{DIRECT}..{P}.{P}.{S}", f"{JWE}.{P}.{S}"]
)
def test_an_encrypted_token_is_refused(token: str) -> None:
    """Cognito's refresh tokens look like this, too."""
    refuse(token)


def test_a_signed_token_is_not_encrypted() -> None:
    """`enc` is no header of a signed token, whoever signed it (RFC 7516 4.1.2)."""
    refuse(make_token({"enc": "A256GCM"}))


def test_a_token_in_a_token_is_refused() -> None:
    """Whether announced or not, and whoever signed the outer one."""
    inner = make_token()
    header = json.dumps({"alg": "RS256", "kid": KID, "cty": "JWT"})
    for outer in (HEADER, header):
        for payload in (inner, json.dumps(inner), json.dumps({"jwt": inner})):
            refuse(sign(outer, payload))
    refuse(sign(header, PAYLOAD))


def test_a_compressed_payload_is_refused() -> None:
    """`zip` is no header of a signed token (RFC 7516 4.1.3)."""
    header = json.dumps({"alg": "RS256", "kid": KID, "zip": "DEF"})
    refuse(sign(header, zlib.compress(PAYLOAD.encode())))
    refuse(sign(header, PAYLOAD))
    refuse(sign(HEADER, zlib.compress(PAYLOAD.encode())))


def test_the_json_serialisations_are_refused() -> None:
    """A token is the compact form alone (RFC 7519 1); as a header this is not even well-formed."""
    flattened = json.dumps({"protected": H, "payload": P, "signature": S})
    general = json.dumps({"payload": P, "signatures": [{"protected": H, "signature": S}]})
    for text in (flattened, general, f"[{flattened}]"):
        assert_refused(Api().present(text), 400)  # several words
        refuse(base64url(text.encode()))


@pytest.mark.parametrize("value", [False, True, "false", None])
def test_an_unencoded_payload_is_refused(value: object) -> None:
    """`b64` changes what is signed (RFC 7797), with `crit` or without."""
    refuse(make_token({"b64": value}))
    refuse(make_token({"b64": value, "crit": ["b64"]}))
