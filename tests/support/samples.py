"""A configuration, claims and tokens for tests, as in the development pool."""

import json
from functools import cache

from auth.config import AuthConfig
from auth.encoding import base64url
from auth.protocol.authorization import Transaction
from auth.protocol.claims import IdTokenClaims
from auth.protocol.http import Response
from auth.session.record import SessionRecord
from auth.testing.doubles import START
from cognito_stand_in.signing import SigningKey

PAGE = "http://localhost:8000"
DOMAIN = "http://localhost:8001"
ISSUER = "http://localhost:8002/eu-west-1_StandIn01"
CLIENT = "2hd8example7standin0client"
APP = f"{CLIENT} {ISSUER}"
"""The namespace of the app in messages, lock names and storage keys."""
SETTINGS: dict[str, object] = {
    "domain": "localhost:8001",
    "issuer": ISSUER,
    "client_id": CLIENT,
    "redirect_uri": f"{PAGE}/",
    "logout_uri": f"{PAGE}/",
    "scopes": ["openid", "email", "profile", "api/read"],
}


def config(**settings: object) -> AuthConfig:
    """Build a configuration; `settings` override the defaults, and `...` removes a setting."""
    table = {**SETTINGS, **settings}
    return AuthConfig.from_mapping({key: table[key] for key in table if table[key] is not ...})


def transaction(**parts: object) -> Transaction:
    """Build a pending sign-in; `parts` override the defaults."""
    own: dict[str, object] = {
        "state": "the-state",
        "nonce": "the-nonce",
        "code_verifier": "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        "redirect_uri": f"{PAGE}/",
        "issuer": ISSUER,
        "domain_origin": DOMAIN,
        "client_id": CLIENT,
        "return_to": "/",
        "created_at": START,
    }
    return Transaction(**{**own, **parts})  # type: ignore[arg-type]


def id_claims(**changes: object) -> dict[str, object]:
    """Return the claims of a valid ID token; `changes` override them, and `...` removes a claim."""
    claims: dict[str, object] = {
        "sub": "6265c4e4-4071-7064-5b8a-4e4071706456",
        "iss": ISSUER,
        "aud": CLIENT,
        "token_use": "id",
        "nonce": "the-nonce",
        "auth_time": int(START) - 5,
        "iat": int(START) - 5,
        "exp": int(START) + 3595,
        "cognito:username": "ada",
        **changes,
    }
    return {name: claims[name] for name in claims if claims[name] is not ...}


@cache
def signing_key(name: str) -> SigningKey:
    """Return the key of that name, which is generated once."""
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - slow to load

    assert name
    return SigningKey.of(rsa.generate_private_key(public_exponent=65537, key_size=2048))


def sign(claims: dict[str, object], *, name: str = "issuer", **header: object) -> str:
    """Return a token with these claims, signed with the key of that name."""
    key = signing_key(name)
    full_header = {"alg": "RS256", "kid": key.kid, **header}
    parts = [json.dumps(part).encode() for part in (full_header, claims)]
    signed = ".".join(base64url.encode(part) for part in parts)
    return f"{signed}.{base64url.encode(key.sign(signed.encode()))}"


def session_record(*, expires_in: float = 3600, **parts: object) -> SessionRecord:
    """Build a session; `parts` override the defaults."""
    claims = id_claims()
    own: dict[str, object] = {
        "access_token": "the-access-token",
        "id_token": sign(claims),
        "refresh_token": "the-refresh-token",
        "received_at": START,
        "expires_at": START + expires_in,
        "started_at": START,
        "family": "the-family",
        "sequence": 0,
        "claims": IdTokenClaims(claims),
    }
    return SessionRecord(**{**own, **parts})  # type: ignore[arg-type]


def reply(document: object, status: int = 200, **headers: str) -> Response:
    """Build a response; `document` is bytes or a value that becomes JSON."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    lowered = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, headers=lowered, body=body)


def token_reply(**members: object) -> Response:
    """Build a response of the token endpoint; a member of `...` is left out."""
    document = {
        "access_token": "new-access-token",
        "id_token": sign(id_claims()),
        "refresh_token": "new-refresh-token",
        "token_type": "Bearer",
        "expires_in": 3600,
        **members,
    }
    return reply({name: document[name] for name in document if document[name] is not ...})


def key_set_reply(*names: str) -> Response:
    """Build the issuer's response with its key set."""
    return reply({"keys": [signing_key(name).public_jwk() for name in names or ("issuer",)]})
