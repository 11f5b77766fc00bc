"""What is believed of tokens: the endpoint's answer, signatures and claims."""

from tests.mutations.mutation import Mutation

_CLAIMS = ("tests/unit/protocol/test_claims.py", "tests/unit/session/test_token_exchange.py")
_JOSE = ("tests/unit/protocol/test_jose.py", "tests/vectors/test_vectors.py")
_KEYS = ("tests/unit/session/test_id_token.py",)
_TOKENS = ("tests/unit/protocol/test_tokens.py", "tests/vectors/test_vectors.py")
CLAIMS = "auth/protocol/claims.py"
JOSE = "auth/protocol/jose.py"
TOKENS = "auth/protocol/tokens.py"

MUTATIONS = (
    # --- the token endpoint's answer
    Mutation(
        "token_type",
        TOKENS,
        'if members.text(body, "token_type").lower() != "bearer":',
        "if False:",
        _TOKENS,
    ),
    Mutation(
        "an error called a success",
        TOKENS,
        'if body.get("error") is not None:',
        "if False:",
        _TOKENS,
    ),
    Mutation(
        "the access token's characters",
        TOKENS,
        "if not is_visible_ascii(access_token):",
        "if False:",
        _TOKENS,
    ),
    Mutation(
        "status of the answer",
        TOKENS,
        "    if response.status != 200:\n        raise _rejection(response)\n    return",
        "    return",
        _TOKENS,
    ),
    Mutation(
        "types of members",
        "auth/encoding/members.py",
        "if not isinstance(value, str) or not value:",
        "if not value:",
        _TOKENS,
    ),
    Mutation(
        "an ID token at all",
        "auth/session/token_exchange.py",
        "        if tokens.id_token is None:\n            raise",
        "        if False:\n            raise",
        ("tests/unit/session/test_token_exchange.py", "tests/unit/test_client_callbacks.py"),
    ),
    # --- the ID token
    Mutation("the signature", JOSE, "    if not valid:\n", "    if False:\n", _KEYS),
    Mutation("alg", JOSE, 'if header.get("alg") != ALGORITHM:', "if False:", _JOSE),
    Mutation(
        "typ",
        JOSE,
        "if not isinstance(kind, str) or kind.lower() not in _TYPES:",
        "if False:",
        _JOSE,
    ),
    Mutation(
        "crit and its like", JOSE, "        if name in header:\n", "        if False:\n", _JOSE
    ),
    Mutation(
        "size of a token", JOSE, " if len(unverified_token) <= TOKEN_LIMIT else []", "", _JOSE
    ),
    Mutation("one key a kid", JOSE, "if len(set(kids)) != len(kids):", "if False:", _JOSE),
    Mutation("use of a key", JOSE, 'if entry.get("use", "sig") != "sig" or', "if", _JOSE),
    Mutation("size of a key", JOSE, "MODULUS_BITS[0] <= bits <= MODULUS_BITS[1]", "bits", _JOSE),
    Mutation(
        "exponent of a key",
        JOSE,
        'return 65537 <= int.from_bytes(exponent, "big") < 1 << 32',
        "return bool(exponent)",
        _JOSE,
    ),
    Mutation("an only key", JOSE, "if len(fitting) != 1:", "if not fitting:", _KEYS),
    Mutation(
        "canonical base64url",
        "auth/encoding/base64url.py",
        "return data if binascii.b2a_base64(data)[:-1] == padded else None",
        "return data",
        ("tests/unit/encoding/test_base64url.py",),
    ),
    Mutation(
        "canonical base64url on MicroPython",
        "auth/encoding/radix64.py",
        "return None if any(out[size:]) else bytes(out[:size])",
        "return bytes(out[:size])",
        ("tests/unit/encoding/test_radix64.py",),
    ),
    Mutation(
        "cool-down of key fetches",
        "auth/session/id_token.py",
        "if not seen or self._runtime.clock.monotonic() < self._settled_until:",
        "if not seen:",
        _KEYS,
    ),
    Mutation(
        "keys that no other tab can hold up",
        "auth/session/id_token.py",
        "return await self._runtime.locks.hold(self._lock, newer, patience=0)",
        "return await self._runtime.locks.hold(self._lock, newer, patience=2)",
        _KEYS,
    ),
    Mutation("iss", CLAIMS, 'if claims.get("iss") != issuer:', "if False:", _CLAIMS),
    Mutation("aud", CLAIMS, "if audience not in (client_id, [client_id]):", "if False:", _CLAIMS),
    Mutation("azp", CLAIMS, 'if claims.get("azp", client_id) != client_id:', "if False:", _CLAIMS),
    Mutation("token_use", CLAIMS, 'if claims.get("token_use") != "id":', "if False:", _CLAIMS),
    Mutation("nonce", CLAIMS, 'if claims.get("nonce") != nonce:', "if False:", _CLAIMS),
    Mutation(
        "at_hash",
        CLAIMS,
        'if claims["at_hash"] != base64url.encode(digest[:16]):',
        "if not digest:",
        _CLAIMS,
    ),
    Mutation(
        "iat and nbf",
        CLAIMS,
        "if max(issued_at, not_before) > now + LEEWAY_SECONDS:",
        "if False:",
        _CLAIMS,
    ),
    Mutation("exp", CLAIMS, "if expires_at <= now - LEEWAY_SECONDS or", "if", _CLAIMS),
    Mutation(
        "age of iat",
        CLAIMS,
        " or issued_at < now - _MAXIMUM_AGE_SECONDS:",
        ":",
        (*_CLAIMS, "tests/vectors/test_vectors.py"),
    ),
    Mutation(
        "max_age",
        CLAIMS,
        'if number(claims, "auth_time") + max_age < now - LEEWAY_SECONDS:',
        "if False:",
        (*_CLAIMS, "tests/vectors/test_vectors.py"),
    ),
    Mutation(
        "sub",
        CLAIMS,
        "if not isinstance(sub, str) or not 0 < len(sub) <= _SUB_LIMIT:",
        "if False:",
        (*_CLAIMS, "tests/vectors/test_vectors.py"),
    ),
    Mutation(
        "sub of a renewal", CLAIMS, 'if claims.get("sub") != previous.sub:', "if False:", _CLAIMS
    ),
    Mutation(
        "nonce of a renewal",
        CLAIMS,
        'if claims.get("nonce") not in (None, previous.get("nonce")):',
        "if False:",
        _CLAIMS,
    ),
    Mutation(
        "auth_time of a renewal",
        CLAIMS,
        'if claims.get("auth_time", previous.get("auth_time")) != previous.get("auth_time"):',
        "if False:",
        _CLAIMS,
    ),
    Mutation(
        "times of a renewal",
        CLAIMS,
        'if not previous.issued_at <= number(claims, "iat") < number(claims, "exp"):',
        "if False:",
        _CLAIMS,
    ),
)
