"""Measure what an API spends on an access token, compared with libraries.

`uv run --group dev -m bench.verifier [--rounds N]` verifies tokens in turns, and each of them once:
with the RSA-2048 signature alone (`cryptography`), with the signature and parsing that is not
strict, with this project's verifier, and with PyJWT and joserfc with all their checks. Then this
project's verifier gets 1, 1 000 and 10 000 tokens, to show that it is as fast with the last as with
the first. All times are CPU time of one run.
"""

import argparse
import asyncio
import json
import statistics
import sys
import time
from collections.abc import Callable, Coroutine, Mapping, Sequence
from itertools import cycle, islice
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jwt as joserfc_jwt
from joserfc.jwk import KeySet

from auth.backend import AccessTokenVerifier, KeyCache
from auth.encoding import base64url
from cognito_stand_in.signing import SigningKey

ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01"
CLIENT = "2hd8exampleclient"
TARGET = 1.85
PER_ROUND = 100
WARM_UP = 3
COUNTS = (1, 1_000, 10_000)

Verify = Callable[[str], object]


def make_tokens(key: SigningKey, count: int) -> list[str]:
    """Return different access tokens with Cognito's claims."""
    return [_token(key) for _ in range(count)]


def _token(key: SigningKey) -> str:
    now = int(time.time())
    claims = {
        "sub": str(uuid4()),
        "cognito:groups": ["admins", "editors"],
        "iss": ISSUER,
        "client_id": CLIENT,
        "origin_jti": str(uuid4()),
        "event_id": str(uuid4()),
        "token_use": "access",
        "scope": "openid profile email api/read",
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
        "jti": str(uuid4()),
        "username": "ada",
    }
    parts = [json.dumps(part).encode() for part in ({"kid": key.kid, "alg": "RS256"}, claims)]
    signed = ".".join(base64url.encode(part) for part in parts)
    return f"{signed}.{base64url.encode(key.sign(signed.encode()))}"


def signature_alone(public_key: rsa.RSAPublicKey, tokens: Sequence[str]) -> Verify:
    """Return a check of the signature alone, with a prepared key and split tokens."""
    padding, digest = PKCS1v15(), SHA256()
    parts = {}
    for token in tokens:
        signed, _, signature = token.rpartition(".")
        parts[token] = (base64url.decode(signature), signed.encode())
    return lambda token: public_key.verify(*parts[token], padding, digest)


def parsed_only(public_key: rsa.RSAPublicKey) -> Verify:
    """Return a check of the signature alone, which also parses the token as simply as possible."""
    padding, digest = PKCS1v15(), SHA256()

    def verify(token: str) -> object:
        signed, _, signature = token.rpartition(".")
        public_key.verify(base64url.decode(signature), signed.encode(), padding, digest)
        return [json.loads(base64url.decode(part)) for part in signed.split(".")]

    return verify


def ours(key_set: dict[str, object]) -> Callable[[str], Coroutine[object, object, object]]:
    """Return this project's verifier, as an API uses it."""

    async def fetch() -> bytes:
        return json.dumps(key_set).encode()

    return AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT], keys=KeyCache(fetch)).verify


def with_pyjwt(key_set: dict[str, object]) -> Verify:
    """Return a check with PyJWT: a prepared key, all its claims, and Cognito's in Python."""
    keys = {key.key_id: key for key in jwt.PyJWKSet.from_dict(key_set).keys}

    def verify(token: str) -> None:
        key = keys[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(
            token,
            key,
            algorithms=["RS256"],
            issuer=ISSUER,
            leeway=30,
            options={"require": ["exp", "iat", "iss", "sub"]},
        )
        if claims.get("token_use") != "access" or claims.get("client_id") != CLIENT:
            raise ValueError("another client_id or token_use")

    return verify


def with_joserfc(key_set: dict[str, object]) -> Verify:
    """Return a check with joserfc: a prepared key set and a claims registry."""
    keys = KeySet.import_key_set(key_set)  # type: ignore[arg-type] # its own type for the same
    registry = joserfc_jwt.JWTClaimsRegistry(
        leeway=30,
        iss={"essential": True, "value": ISSUER},
        sub={"essential": True},
        exp={"essential": True},
        token_use={"essential": True, "value": "access"},
        client_id={"essential": True, "value": CLIENT},
    )

    def verify(token: str) -> None:
        registry.validate(joserfc_jwt.decode(token, keys, algorithms=["RS256"]).claims)

    return verify


async def microseconds(
    verifiers: Mapping[str, Callable[[str], object]], rounds: Sequence[Sequence[str]]
) -> dict[str, float]:
    """Verify each round's tokens in turns; return the median CPU time for a token, by name."""
    spent: dict[str, list[float]] = {name: [] for name in verifiers}
    turns = list(verifiers.items())
    for tokens in rounds:
        for name, verify in turns:
            started = time.process_time()
            if asyncio.iscoroutinefunction(verify):
                for token in tokens:
                    await verify(token)
            else:
                for token in tokens:
                    verify(token)
            spent[name].append((time.process_time() - started) / len(tokens))
        turns = [*turns[1:], turns[0]]  # nobody is always the first
    return {name: 1e6 * statistics.median(times) for name, times in spent.items()}


async def measure(rounds: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return the times of all verifiers, and those of ours by number of tokens."""
    private_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = SigningKey.of(private_key)
    key_set: dict[str, object] = {"keys": [key.public_jwk()]}
    tokens = make_tokens(key, max(*COUNTS, (rounds + WARM_UP) * PER_ROUND))
    batches = [tokens[at : at + PER_ROUND] for at in range(0, len(tokens), PER_ROUND)]
    public_key = private_key.public_key()
    compared = {
        "signature alone": signature_alone(public_key, tokens),
        "and parsing": parsed_only(public_key),
        "auth.backend": ours(key_set),
        "PyJWT": with_pyjwt(key_set),
        "joserfc": with_joserfc(key_set),
    }
    await microseconds(compared, batches[:WARM_UP])
    spent = await microseconds(compared, batches[WARM_UP:][:rounds])
    return spent, await by_number(ours(key_set), tokens)


async def by_number(verify: Callable[[str], object], tokens: Sequence[str]) -> dict[str, float]:
    """Return the times with few and with many tokens in use."""
    times: dict[str, float] = {}
    for count in COUNTS:
        some = cycle(tokens[:count])
        batches = [list(islice(some, PER_ROUND)) for _ in range(max(COUNTS) // PER_ROUND)]
        times |= await microseconds({f"{count} tokens": verify}, batches)
    return times


def report(compared: dict[str, float], by_count: dict[str, float]) -> str:
    """Return the result as text."""
    floor = compared["signature alone"]
    ratio = compared["auth.backend"] / floor
    first, *_, last = by_count.values()
    return "\n".join(
        [
            *(
                f"{name:<16} {spent:7.1f} µs {spent / floor:5.2f} x"
                for name, spent in compared.items()
            ),
            *(f"{name:<16} {spent:7.1f} µs" for name, spent in by_count.items()),
            f"{ratio:.2f} times the signature alone; the target is {TARGET}",
            f"the last of {max(COUNTS)} tokens costs {last / first:.2f} times the first",
        ]
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.verifier", description=__doc__)
    parser.add_argument("--rounds", type=int, default=90, help="rounds (default: %(default)s)")
    rounds = parser.parse_args().rounds
    sys.stdout.write(f"{report(*asyncio.run(measure(rounds)))}\n")


if __name__ == "__main__":
    main()
