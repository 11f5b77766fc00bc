"""What the inspector may record."""

from tests.mutations.mutation import Mutation

_RECORDER = ("tests/unit/inspector/test_recorder.py",)
_OTHERS = ("tests/unit/inspector/test_words_of_others.py",)
EXCHANGES, PORTS = "inspector/recorder/exchanges.py", "inspector/recorder/ports.py"
FACTS = "inspector/recorder/facts.py"

MUTATIONS = (
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
        "redaction of an Authorization header",
        EXCHANGES,
        'facts.append(["Authorization", f"{scheme} {hidden(token)}"])',
        'facts.append(["Authorization", f"{scheme} {token}"])',
        _RECORDER,
    ),
    Mutation(
        "redaction of a query",
        EXCHANGES,
        'facts.append(["query", f"•{len(url.query)}"])',
        'facts.append(["query", url.query])',
        _RECORDER,
    ),
    Mutation(
        "redaction of a body that is no form",
        EXCHANGES,
        'facts += _form(request) or [["body", f"•{len(request.body)}"]]',
        'facts += _form(request) or [["body", str(request.body)]]',
        _RECORDER,
    ),
    Mutation(
        "redaction of an API's challenge",
        EXCHANGES,
        'return [["error", word(challenge["error"])]]',
        'return [["error", challenge["error"]]]',
        _OTHERS,
    ),
    Mutation(
        "redaction of an API's refusal",
        EXCHANGES,
        "if response.ok else from_outside([(n, str(v)) for n, v in present])",
        "if response else []",
        _OTHERS,
    ),
    Mutation(
        "redaction of the address that a page was called with",
        PORTS,
        "facts = from_outside(removed)",
        "facts = facts_of(removed)",
        _OTHERS,
    ),
    Mutation(
        "redaction of a provider's refusal",
        "inspector/recorder/client.py",
        '["said", word(error.error)]',
        '["said", error.error]',
        _OTHERS,
    ),
    Mutation(
        "paths without their queries",
        FACTS,
        'rest = url.partition("#")[0].partition("?")[0].partition("://")[2]',
        'rest = url.partition("#")[0].partition("://")[2]',
        _RECORDER,
    ),
    Mutation(
        "an inspector only where it is asked for",
        "server/publishing/composing.py",
        "page = inspector.with_inspector(_page(root)) if with_inspector else _page(root)",
        "page = inspector.with_inspector(_page(root))",
        ("tests/unit/server/publishing/test_composing.py",),
    ),
    Mutation(
        "a program that handed over and says no more",
        "inspector/recorder/client.py",
        "        self._tape.close()\n",
        "",
        _RECORDER,
    ),
    Mutation(
        "messages between tabs that are none of ours",
        PORTS,
        "if event not in _MESSAGES:",
        "if event is None:",
        _OTHERS,
    ),
)
