"""What is taken out, one validation a row, and the tests that have to notice.

`text` stands exactly once in `file`; `instead` is what stands there without the validation.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutation:
    """One validation that is not made any more."""

    without: str
    file: str
    text: str
    instead: str
    tests: tuple[str, ...]


_CALLBACK = (
    "tests/unit/protocol/test_callback.py",
    "tests/security/page/test_repeated_parameters.py",
)
_MIXED_UP = ("tests/security/page/test_mixed_up_issuer.py",)
_TRANSACTION = ("tests/unit/protocol/test_authorization.py", "tests/unit/test_records.py")
_CLAIMS = ("tests/unit/protocol/test_claims.py", "tests/unit/test_exchange.py")
_JOSE = ("tests/unit/protocol/test_jose.py", "tests/vectors/test_vectors.py")
_KEYS = ("tests/unit/test_verification.py",)
_TOKENS = ("tests/unit/protocol/test_tokens.py", "tests/vectors/test_vectors.py")
_URL = ("tests/unit/protocol/test_url.py", "tests/vectors/test_vectors.py")
_JSON = ("tests/unit/protocol/test_strict_json.py", "tests/vectors/test_vectors.py")
_CONFIG = ("tests/unit/test_config.py",)
_AWS = ("tests/unit/test_aws.py",)
_CALLS = ("tests/security/page/test_token_to_another_origin.py", "tests/unit/test_resources.py")
_STORAGE = ("tests/unit/test_records.py", "tests/security/page/test_poisoned_storage.py")
_API = ("tests/unit/backend",)

CALLBACK, CLAIMS = "auth/protocol/callback.py", "auth/protocol/claims.py"
JOSE, TOKENS, URL = "auth/protocol/jose.py", "auth/protocol/tokens.py", "auth/protocol/url.py"
SIGN_IN = "auth/protocol/authorization.py"
API_CLAIMS, BEARER = "auth/backend/claims.py", "auth/backend/bearer.py"

MUTATIONS = (
    # --- the callback
    Mutation(
        "state",
        CALLBACK,
        "if transaction is None or transaction.state != callback.state:",
        "if transaction is None:",
        (*_CALLBACK, "tests/vectors/test_vectors.py"),
    ),
    Mutation(
        "one parameter once",
        CALLBACK,
        "if len(values) > 1:",
        "if False:",
        _CALLBACK,
    ),
    Mutation(
        "iss of the callback",
        CALLBACK,
        " or issuer not in (None, config.issuer):",
        ":",
        _MIXED_UP,
    ),
    Mutation(
        "the configuration that the sign-in began with",
        CALLBACK,
        "if not transaction.belongs_to(config) or",
        "if",
        _MIXED_UP,
    ),
    Mutation(
        "code or error, not both",
        CALLBACK,
        "if (code is None) == (error is None):",
        "if code is None and error is None:",
        _CALLBACK,
    ),
    Mutation(
        "tokens in the address",
        CALLBACK,
        "    if callback.has_tokens:\n        raise",
        "    if False:\n        raise",
        ("tests/security/page/test_tokens_in_the_address.py",),
    ),
    Mutation(
        "the redirect URI's page",
        CALLBACK,
        "if address is None or not _same_page(address, parse_url(redirect_uri)):",
        "if address is None:",
        ("tests/vectors/test_vectors.py",),
    ),
    Mutation(
        "what nobody sees",
        CALLBACK,
        'return "" if any([first <= point <= last for first, last in _UNSEEN]) else character',
        "return character if point else character",
        _CALLBACK,
    ),
    # --- the pending sign-in
    Mutation(
        "domain of the sign-in",
        SIGN_IN,
        "            and self.domain_origin == config.domain_origin\n",
        "",
        _MIXED_UP,
    ),
    Mutation(
        "client of the sign-in",
        SIGN_IN,
        "            and self.client_id == config.client_id\n",
        "",
        _MIXED_UP,
    ),
    Mutation(
        "age of the sign-in",
        SIGN_IN,
        "<= now <= self.created_at + LIFETIME_SECONDS",
        "<= now",
        _TRANSACTION,
    ),
    Mutation(
        "future of the sign-in",
        SIGN_IN,
        "self.created_at - LIFETIME_SECONDS <= now",
        "now",
        _TRANSACTION,
    ),
    Mutation(
        "origin of return_to",
        SIGN_IN,
        "if url.origin != parse_url(page_url).origin:",
        "if False:",
        ("tests/security/page/test_open_redirect.py",),
    ),
    Mutation(
        "answering once",
        "auth/records.py",
        "        self._storage.remove(key)\n        transaction = self._parsed(text)\n",
        "        transaction = self._parsed(text)\n",
        _STORAGE,
    ),
    Mutation(
        "the state inside the record",
        "auth/records.py",
        "return transaction if transaction and transaction.state == state else None",
        "return transaction",
        _STORAGE,
    ),
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
        "auth/protocol/members.py",
        "if not isinstance(value, str) or not value:",
        "if not value:",
        _TOKENS,
    ),
    Mutation(
        "an ID token at all",
        "auth/exchange.py",
        "        if tokens.id_token is None:\n            raise",
        "        if False:\n            raise",
        ("tests/unit/test_exchange.py", "tests/unit/test_client_callbacks.py"),
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
        "auth/protocol/base64url.py",
        "return data if binascii.b2a_base64(data)[:-1] == padded else None",
        "return data",
        ("tests/unit/protocol/test_base64url.py",),
    ),
    Mutation(
        "canonical base64url on MicroPython",
        "auth/protocol/radix64.py",
        "return None if any(out[size:]) else bytes(out[:size])",
        "return bytes(out[:size])",
        ("tests/unit/protocol/test_radix64.py",),
    ),
    Mutation(
        "cool-down of key fetches",
        "auth/verification.py",
        "if not seen or self._runtime.clock.monotonic() < self._settled_until:",
        "if not seen:",
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
        "numbers that are numbers",
        CLAIMS,
        "if isinstance(value, bool) or not isinstance(value, (int, float)):",
        "if not isinstance(value, (int, float)):",
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
    # --- what all of it stands on
    Mutation(
        "doubled JSON members",
        "auth/protocol/strict_json.py",
        "if len(members) != len(pairs):",
        "if False:",
        _JSON,
    ),
    Mutation("plain URLs", URL, " or not _is_plain(text):", ":", _URL),
    Mutation(
        "hosts of URLs",
        URL,
        "if not host or host.strip(_HOST):",
        "if not host:",
        _URL,
    ),
    Mutation(
        "https",
        "auth/addresses.py",
        'if url.scheme != "https" and not url.is_loopback:',
        "if False:",
        _CONFIG,
    ),
    Mutation(
        "way back",
        "auth/surroundings.py",
        "if here != there:",
        "if False:",
        ("tests/unit/test_surroundings.py",),
    ),
    Mutation("no secret", "auth/config.py", 'if "client_secret" in table:', "if False:", _CONFIG),
    # --- the access token's way
    Mutation(
        "allowed origins",
        "auth/resources.py",
        "if target.origin not in origins:",
        "if False:",
        _CALLS,
    ),
    Mutation(
        "origins for libraries",
        "auth/libraries/sending.py",
        "if not has_its_own and self._is_listed(url):",
        "if not has_its_own:",
        ("tests/unit/libraries/test_sending.py",),
    ),
    Mutation(
        "life of the token at hand",
        "auth/resources.py",
        "if self.store.seconds_left() <= 0:",
        "if False:",
        ("tests/unit/libraries/test_sending.py",),
    ),
    Mutation(
        "credentials of another sign-in",
        "auth/aws.py",
        "if self._family != record.family:\n                self._forget()",
        "pass",
        _AWS,
    ),
    Mutation(
        "late answers of AWS",
        "auth/aws.py",
        "if self._family != family:",
        "if False:",
        _AWS,
    ),
    Mutation(
        "late credentials",
        "auth/aws.py",
        "if self._family == record.family:",
        "if True:",
        _AWS,
    ),
    Mutation(
        "dots in signed paths",
        "auth/protocol/sigv4.py",
        'if any([segment in (".", "..") for segment in segments]):',
        "if False:",
        ("tests/vectors/test_vectors.py",),
    ),
    Mutation(
        "headers that stand twice",
        "auth/protocol/sigv4.py",
        "if len(set(names)) < len(names) or any([name in _UNSIGNABLE for name in names]):",
        "if False:",
        ("tests/vectors/test_vectors.py",),
    ),
    Mutation(
        "sub of userInfo",
        "auth/resources.py",
        'if profile.get("sub") != record.claims.sub:',
        "if False:",
        ("tests/security/page/test_swapped_session.py",),
    ),
    Mutation(
        "late answers of an API",
        "auth/resources.py",
        "if record is None or record.claims.sub != used.claims.sub:",
        "if False:",
        ("tests/unit/test_client_late_answers.py",),
    ),
    Mutation(
        "late answers of an exchange",
        "auth/sign_in.py",
        "return generation != publisher.generation or publisher.session.state != SIGNING_IN",
        "return publisher.generation < generation",
        ("tests/unit/test_client_late_answers.py",),
    ),
    # --- the API
    Mutation(
        "the signature at the API",
        "auth/backend/verifier.py",
        "    except InvalidSignature:\n        return False\n",
        "    except InvalidSignature:\n        return True\n",
        _API,
    ),
    Mutation(
        "iss at the API", API_CLAIMS, 'if claims.get("iss") != rules.issuer:', "if False:", _API
    ),
    Mutation(
        "token_use at the API",
        API_CLAIMS,
        'if claims.get("token_use") != "access":',
        "if False:",
        _API,
    ),
    Mutation(
        "client_id at the API",
        API_CLAIMS,
        "if not isinstance(client_id, str) or client_id not in rules.client_ids:",
        "if False:",
        _API,
    ),
    Mutation(
        "aud at the API",
        API_CLAIMS,
        "if len(texts) != len(named) or accepted.isdisjoint(texts):",
        "if False:",
        _API,
    ),
    Mutation(
        "exp at the API",
        API_CLAIMS,
        "if now >= expires_at + rules.leeway_seconds:",
        "if False:",
        _API,
    ),
    Mutation(
        "nbf at the API",
        API_CLAIMS,
        "if max(issued_at, not_before) > now + rules.leeway_seconds:",
        "if False:",
        _API,
    ),
    Mutation(
        "lifetime at the API",
        API_CLAIMS,
        "if not 0 < expires_at - issued_at <= rules.longest_life_seconds:",
        "if False:",
        _API,
    ),
    Mutation("sub at the API", API_CLAIMS, "    check_subject(claims)\n", "", _API),
    Mutation("kid at the API", "auth/backend/keys.py", "if kid is None:", "if False:", _API),
    Mutation(
        "cool-down at the API",
        "auth/backend/keys.py",
        "if self._now() < self._resting_until:",
        "if False:",
        _API,
    ),
    Mutation(
        "size of a key set",
        "auth/backend/fetch.py",
        "if len(document) > SIZE_LIMIT:",
        "if len(document) > 4 * SIZE_LIMIT:",
        _API,
    ),
    Mutation(
        "redaction of what is recorded",
        "inspector/recorder/redaction.py",
        'return hidden(text) if name in LINKED and text else f"•{len(text)}"',
        "return text",
        ("tests/unit/inspector/test_recorder.py",),
    ),
    Mutation(
        "redaction of what came from outside",
        "inspector/recorder/redaction.py",
        'described(name, value) if name not in SHOWN else f"•{len(value)}"',
        "described(name, value)",
        ("tests/unit/inspector/test_redaction.py",),
    ),
    Mutation(
        "scopes at the API",
        BEARER,
        "missing = [scope for scope in self._scopes if scope not in scopes]",
        "missing: list[str] = []",
        _API,
    ),
    Mutation(
        "one Authorization header",
        BEARER,
        "    if len(values) > 1:\n        raise MalformedRequest\n",
        "",
        _API,
    ),
    # --- the build
    Mutation(
        "addresses of this machine in a build",
        "server/publishing/fitness.py",
        'if _is_this_machine(address) or not address.startswith("https://"):',
        "if False:",
        ("tests/unit/server/publishing/test_fitness.py",),
    ),
    Mutation(
        "a redirect URI where no page is",
        "server/publishing/fitness.py",
        'if path != f"{base}index.html" and not is_page_of_the_app(path.removeprefix(base)):',
        "if False:",
        ("tests/unit/server/publishing/test_fitness.py",),
    ),
    Mutation(
        "somebody's files where a build goes",
        "server/publishing/manifest.py",
        "if name != NAME and not _is_as_listed(path, files.get(name))",
        "if False",
        ("tests/unit/server/publishing/test_folder.py",),
    ),
)
