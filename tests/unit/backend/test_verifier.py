"""The verifier against tokens that were made to fool one."""

import asyncio
import base64
import hmac
import json
from collections.abc import Iterator
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from auth.backend import AccessTokenClaims, AccessTokenVerifier, KeyCache
from auth.errors import ConfigurationError, KeyUnknown, TokenInvalid
from tests.unit.backend.issuer import (
    CLIENT,
    ISSUER,
    KID,
    NOW,
    base64url,
    good_claims,
    jwk,
    key_set,
    make_token,
    private_key,
    sign,
)

GOOD_HEADER = json.dumps({"alg": "RS256", "kid": KID})
GOOD_PAYLOAD = json.dumps(good_claims())


def verify(token: str, document: bytes | None = None) -> AccessTokenClaims:
    """Verify `token` against an issuer that publishes `document`."""
    published = document or key_set(jwk("issuer", KID), jwk("other", "other"))

    async def fetch() -> bytes:
        return published

    verifier = AccessTokenVerifier(
        issuer=ISSUER, client_ids=[CLIENT], keys=KeyCache(fetch), now=lambda: NOW
    )
    return asyncio.run(verifier.verify(token))


def refuse(token: str, document: bytes | None = None) -> None:
    """Assert that `token` is refused, and in the one proper way."""
    with pytest.raises(TokenInvalid):
        verify(token, document)


def test_a_sound_token_gives_its_claims() -> None:
    """The claims of a sound token are believed."""
    caller = verify(make_token())
    assert (caller.username, caller.client_id, caller.groups) == ("ada", CLIENT, ["admins"])
    assert caller.scopes == ["openid", "email", "api/read"]
    assert caller.expires_at == NOW + 3540


def hmac_secrets() -> Iterator[bytes]:
    """Give everything public about the issuer's key that could be taken for a shared secret."""
    public = private_key("issuer").public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    yield from (pem, pem.strip(), public.public_bytes(Encoding.DER, PublicFormat.PKCS1))
    yield json.dumps(jwk("issuer", KID)).encode()
    yield b""


@pytest.mark.parametrize("secret", [*hmac_secrets()], ids=range(5))
def test_the_public_key_is_no_shared_secret(secret: bytes) -> None:
    """HS256 with any form of the public key as the secret is refused."""
    header = json.dumps({"alg": "HS256", "kid": KID})
    signed = f"{base64url(header.encode())}.{base64url(GOOD_PAYLOAD.encode())}"
    refuse(f"{signed}.{base64url(hmac.digest(secret, signed.encode(), sha256))}")


ALGORITHMS: tuple[object, ...] = (
    "none", "None", "nOnE", "", " none", "rs256", "RS384", "RS512", "PS256", "ES256", "EdDSA",
    None, ["RS256"], 256, {"RS256": 1}, ...,
)  # fmt: skip


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_only_one_algorithm_is_accepted(algorithm: object) -> None:
    """Whatever else `alg` says, even over a good signature or none at all, is refused."""
    token = make_token({"alg": algorithm})
    refuse(token)
    refuse(token.rpartition(".")[0] + ".")


@pytest.mark.parametrize(
    "extra",
    [
        {"jwk": jwk("attacker", KID)},
        {"jku": "https://attacker.example/jwks.json"},
        {"x5u": "https://attacker.example/chain.pem"},
        {"x5c": ["MIIB"]},
        {"crit": ["exp"], "exp": NOW + 60},
        {"crit": []},
        {"crit": "exp"},
        {"crit": ["b64"], "b64": False},
        {"b64": False},
        {"b64": True},
        {"zip": "DEF"},
        {"enc": "A256GCM"},
    ],
)
def test_headers_that_bring_keys_or_meanings_are_refused(extra: dict[str, object]) -> None:
    """A header that names its own key or asks for another reading is refused, signed or not."""
    refuse(make_token(extra))
    refuse(make_token(extra, signer="attacker"))


KIDS: tuple[object, ...] = (
    ..., None, 1, [], {}, True, "", "unknown", "other", KID.lower(), KID[:-1], f"{KID}\x00",
    "../../etc/passwd", "' OR 1=1 --", "https://attacker.example/key", "k" * 1_000_000,
)  # fmt: skip


@pytest.mark.parametrize("kid", KIDS, ids=lambda kid: repr(kid)[:20])
def test_the_kid_names_exactly_one_key_of_the_issuer(kid: object) -> None:
    """A `kid` that is missing, of another type, unknown, or another key's is refused."""
    refuse(make_token({"kid": kid}))


def test_a_token_without_a_kid_is_refused_even_if_there_is_one_key() -> None:
    """Cognito always names the key: a token that does not is not Cognito's."""
    with pytest.raises(KeyUnknown):
        verify(make_token({"kid": ...}), key_set(jwk("issuer", KID)))


@pytest.mark.parametrize(
    "change",
    [
        {"use": "enc"},
        {"key_ops": ["encrypt"]},
        {"key_ops": "verify"},
        {"kty": "oct"},
        {"alg": "RS384"},
        {"e": "AQ"},
        {"e": "Aw"},
        {"n": base64url((private_key("issuer").public_key().public_numbers().n + 1).to_bytes(256))},
        {"n": base64url(private_key("small", 1024).public_key().public_numbers().n.to_bytes(128))},
        {"n": None},
        {"kid": 1},
    ],
    ids=repr,
)
def test_a_key_that_is_not_for_signing_signs_nothing(change: dict[str, object]) -> None:
    """A published key of another use, type, size or shape verifies no token."""
    refuse(make_token(), key_set({**jwk("issuer", KID), **change}, jwk("other", "other")))


def test_a_foreign_signature_is_refused() -> None:
    """A token signed by somebody else under the issuer's `kid` is refused."""
    refuse(make_token(signer="attacker"))


def broken_signatures() -> Iterator[str]:
    """Give a sound token with its signature cut, stretched, shifted and blotted out."""
    signed, _, written = make_token().rpartition(".")
    signature = base64.urlsafe_b64decode(written + "==")
    number = int.from_bytes(signature)
    modulus = private_key("issuer").public_key().public_numbers().n
    for changed in (
        b"", signature[:-1], b"\0" + signature, signature + b"\0", b"\xff" * 256, b"\0" * 256,
        signature[::-1], (number + modulus).to_bytes(257),
    ):  # fmt: skip
        yield f"{signed}.{base64url(changed)}"


@pytest.mark.parametrize("token", [*broken_signatures()], ids=range(8))
def test_a_broken_signature_is_refused(token: str) -> None:
    """No damaged form of a good signature passes."""
    refuse(token)


def respelled() -> Iterator[str]:
    """Give a sound token in other spellings that a lenient reader takes for the same."""
    token = make_token()
    header, payload, signature = token.split(".")
    last = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".index(signature[-1])
    stray = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[last ^ 1]
    yield from (f"{token}=", f"{token}==", f" {token}", f"{token} ", f"{token}\n", f".{token}")
    yield from (
        f"{token}.",
        f"{header}.{payload}",
        f"{token}.{signature}.{signature}",
        "",
        ".",
        "..",
    )
    yield from (f"{header}. {payload}.{signature}", f"{header}.\t{payload}.{signature}")
    yield from (f"{header}\uff0e{payload}\uff0e{signature}", f"{header}.{payload}.{signature}é")
    yield token.replace("-", "+").replace("_", "/") + "+"
    yield token[:-1] + stray
    yield json.dumps({"protected": header, "payload": payload, "signature": signature})
    yield json.dumps({"payload": payload, "signatures": [{"signature": signature}]})


@pytest.mark.parametrize("token", [*respelled()], ids=range(20))
def test_a_token_has_one_spelling(token: str) -> None:
    """Padding, white space, stray bits and other serialisations are refused."""
    refuse(token)


DOCUMENTS: tuple[str | bytes, ...] = (
    "[]", '"text"', "1", "null", "", "{}", "{", "{} {}", "{}x", "\ufeff{}",
    "{'a': 1}", '{"a": NaN}', '{"a": Infinity}', '{"exp": 1e400}', "[" * 100_000,
    '{"a":' * 10_000 + "1" + "}" * 10_000, '{"exp": ' + "9" * 5_000 + "}",
    b"\xff\xfe{}", b'{"a": "\xff"}', '{"alg": "RS256"}'.encode("utf-16"),
)  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS, ids=range(20))
def test_a_header_or_payload_that_is_no_proper_object_is_refused(document: str | bytes) -> None:
    """Another JSON value, another encoding, excess and nonsense are refused in either place."""
    refuse(sign(document, GOOD_PAYLOAD))
    refuse(sign(GOOD_HEADER, document))


@pytest.mark.parametrize(
    "member",
    ['"a": NaN', '"a": -Infinity', '"a": 1,', '"a": 01', '"a": ' + "[" * 200 + "]" * 200, "'a': 1"],
)
def test_an_otherwise_sound_object_with_a_wrong_member_is_refused(member: str) -> None:
    """What JSON does not know spoils the whole document, whichever member it stands in."""
    refuse(sign(f"{GOOD_HEADER[:-1]}, {member}}}", GOOD_PAYLOAD))
    refuse(sign(GOOD_HEADER, f"{GOOD_PAYLOAD[:-1]}, {member}}}"))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_an_otherwise_sound_object_in_another_encoding_is_refused(encoding: str) -> None:
    """Tokens are UTF-8 without a byte order mark (RFC 7515 2, RFC 8259 8.1)."""
    refuse(sign(GOOD_HEADER.encode(encoding), GOOD_PAYLOAD))
    refuse(sign(GOOD_HEADER, GOOD_PAYLOAD.encode(encoding)))


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("exp", NOW - 9999, NOW + 60),
        ("exp", NOW + 60, NOW - 9999),
        ("token_use", "id", "access"),
        ("token_use", "access", "id"),
        ("sub", "a", "b"),
    ],
)
def test_a_claim_that_stands_twice_is_refused(name: str, first: object, second: object) -> None:
    """Two readers could read such a token differently, so this one reads it not at all."""
    twice = f'"{name}": {json.dumps(first)}, "{name}": {json.dumps(second)}'
    others = json.dumps(good_claims(**{name: ...}))
    refuse(sign(GOOD_HEADER, others[:-1] + ", " + twice + "}"))


@pytest.mark.parametrize("algorithms", [("RS256", "none"), ("none", "RS256")])
def test_an_algorithm_that_stands_twice_is_refused(algorithms: tuple[str, str]) -> None:
    """The header may not say two things either."""
    first, second = algorithms
    refuse(sign(f'{{"alg": "{first}", "kid": "{KID}", "alg": "{second}"}}', GOOD_PAYLOAD))


def test_an_oversized_token_is_refused() -> None:
    """A token of a megabyte is refused without being read."""
    refuse(make_token(filler="x" * 1_000_000))


def test_an_id_token_is_refused() -> None:
    """An ID token of the same person and client opens nothing."""
    refuse(make_token(token_use="id", client_id=..., aud=CLIENT))


@pytest.mark.parametrize("issuer", ["http://issuer.example/pool", "ftp://issuer.example", "pool"])
def test_an_issuer_without_https_stops_the_start(issuer: str) -> None:
    """Keys that anybody on the way could swap are never asked for."""
    with pytest.raises(ConfigurationError, match="issuer"):
        AccessTokenVerifier(issuer=issuer, client_ids=[CLIENT])
