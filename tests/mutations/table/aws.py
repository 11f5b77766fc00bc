"""Calls to AWS: the identity pool, its credentials, and their signatures."""

from tests.mutations.mutation import Mutation

_AWS = ("tests/unit/calls/aws/test_client.py",)
_IDENTITY_POOL = ("tests/unit/calls/aws/test_identity_pool.py",)
AWS, IDENTITY_POOL = "auth/calls/aws/client.py", "auth/calls/aws/identity_pool.py"
SIGV4 = "auth/calls/aws/sigv4.py"

MUTATIONS = (
    Mutation(
        "credentials of another sign-in",
        "auth/calls/aws/client.py",
        "if self._family != record.family:\n                self._forget()",
        "pass",
        _AWS,
    ),
    Mutation(
        "late answers of AWS",
        "auth/calls/aws/client.py",
        "if self._family != family:",
        "if False:",
        _AWS,
    ),
    Mutation(
        "late credentials",
        "auth/calls/aws/client.py",
        "if self._family == record.family:",
        "if True:",
        _AWS,
    ),
    Mutation(
        "dots in signed paths",
        "auth/calls/aws/sigv4.py",
        'if any([segment in (".", "..") for segment in segments]):',
        "if False:",
        ("tests/vectors/test_vectors.py",),
    ),
    Mutation(
        "headers that stand twice",
        "auth/calls/aws/sigv4.py",
        "if len(set(names)) < len(names) or any(",
        "if any(",
        ("tests/vectors/test_vectors.py",),
    ),
    Mutation(
        "forgetting credentials at sign-out",
        AWS,
        "        client.subscribe(self._session_changed)\n",
        "",
        _AWS,
    ),
    Mutation(
        "credentials replaced before they end",
        AWS,
        "self._seconds_left() < MARGIN_SECONDS:",
        "self._seconds_left() < 0:",
        _AWS,
    ),
    Mutation(
        "the end of credentials by a clock that nobody can set",
        AWS,
        "return min(by_device, self._deadline - clock.monotonic())",
        "return by_device",
        _AWS,
    ),
    Mutation(
        "one exchange for all who wait",
        AWS,
        "return await runtime.locks.hold(self._lock, current, patience=_PATIENCE_SECONDS)",
        "return await current()",
        _AWS,
    ),
    Mutation(
        "forgetting an identity that is refused",
        AWS,
        'self._identity_id = ""  # it may have been merged into another, or deleted',
        "pass",
        _AWS,
    ),
    Mutation(
        "status of the identity pool's answer",
        IDENTITY_POOL,
        "    if response.status != 200:\n",
        "    if False:\n",
        _IDENTITY_POOL,
    ),
    Mutation(
        "credentials that a header can carry",
        IDENTITY_POOL,
        "if not has_only(value, VISIBLE):",
        "if False:",
        _IDENTITY_POOL,
    ),
    Mutation(
        "names of AWS's refusals",
        IDENTITY_POOL,
        'return name if name.isalpha() and len(name) <= _ERROR_LIMIT else ""',
        "return name",
        _IDENTITY_POOL,
    ),
    Mutation(
        "headers that signing sets",
        SIGV4,
        " or any([name.lower() in _UNSIGNABLE for name, _ in given]):",
        ":",
        ("tests/vectors/test_vectors.py",),
    ),
    Mutation(
        "the session token among what is signed",
        SIGV4,
        "    signed = _canonical(request.headers, headers, ",
        "    signed = _canonical(request.headers, headers[:-1], ",
        ("tests/unit/calls/aws/test_sigv4.py",),
    ),
)
