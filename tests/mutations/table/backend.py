"""Access tokens at the API."""

from tests.mutations.mutation import Mutation

_API = ("tests/unit/backend",)
API_CLAIMS = "auth/backend/claims.py"
BEARER = "auth/backend/bearer.py"

MUTATIONS = (
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
)
