"""The way out and back: the callback, the pending sign-in, and where a page may be."""

from tests.mutations.mutation import Mutation

_CALLBACK = (
    "tests/unit/protocol/test_callback.py",
    "tests/security/page/test_repeated_parameters.py",
)
_MIXED_UP = ("tests/security/page/test_mixed_up_issuer.py",)
_TRANSACTION = ("tests/unit/protocol/test_authorization.py", "tests/unit/session/test_records.py")
_STORAGE = ("tests/unit/session/test_records.py", "tests/security/page/test_poisoned_storage.py")
CALLBACK = "auth/protocol/callback.py"
SIGN_IN = "auth/protocol/authorization.py"

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
        "auth/session/records.py",
        "        self._storage.remove(key)\n        transaction = self._parsed(text)\n",
        "        transaction = self._parsed(text)\n",
        _STORAGE,
    ),
    Mutation(
        "the state inside the record",
        "auth/session/records.py",
        "return transaction if transaction and transaction.state == state else None",
        "return transaction",
        _STORAGE,
    ),
)
