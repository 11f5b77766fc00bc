"""What all of it stands on: JSON, URLs and settings."""

from tests.mutations.mutation import Mutation

_URL = ("tests/unit/encoding/test_url.py", "tests/vectors/test_vectors.py")
_JSON = ("tests/unit/encoding/test_strict_json.py", "tests/vectors/test_vectors.py")
_CONFIG = ("tests/unit/config/test_auth_config.py",)
URL = "auth/encoding/url.py"
_JSON_READER = ("tests/unit/encoding/test_json_reader.py", "tests/vectors/test_vectors.py")
JSON_READER, STRICT_JSON = "auth/encoding/json_reader.py", "auth/encoding/strict_json.py"

MUTATIONS = (
    Mutation(
        "doubled JSON members",
        "auth/encoding/strict_json.py",
        "if len(members) != len(pairs):",
        "if False:",
        _JSON,
    ),
    Mutation("plain URLs", URL, " or not _is_plain(text):", ":", _URL),
    Mutation(
        "hosts of URLs",
        URL,
        "if not host or not has_only(host, _HOST):",
        "if not host:",
        _URL,
    ),
    Mutation(
        "https",
        "auth/config/addresses.py",
        'if url.scheme != "https" and not url.is_loopback:',
        "if False:",
        _CONFIG,
    ),
    Mutation(
        "way back",
        "auth/config/same_origin.py",
        "if here != there:",
        "if False:",
        ("tests/unit/config/test_same_origin.py",),
    ),
    Mutation(
        "no secret",
        "auth/config/auth_config.py",
        'if "client_secret" in table:',
        "if False:",
        _CONFIG,
    ),
    Mutation(
        "JSON numbers that are none",
        STRICT_JSON,
        ", parse_constant=_refuse,",
        ",",
        _JSON,
    ),
    Mutation(
        "JSON numbers larger than any",
        JSON_READER,
        "if number - number != 0:",
        "if False:",
        _JSON,
    ),
    Mutation(
        "depth of JSON that C reads",
        STRICT_JSON,
        ' and text.count("{") + text.count("[") <= MAXIMUM_DEPTH:',
        ":",
        _JSON,
    ),
    Mutation(
        "depth of JSON that Python reads",
        JSON_READER,
        "if depth > MAXIMUM_DEPTH:",
        "if False:",
        _JSON_READER,
    ),
    Mutation(
        "half a surrogate pair, before C reads it",
        STRICT_JSON,
        r"""escapes = "\\" in text and ("\\ud" in text or "\\uD" in text)""",
        "escapes = False",
        _JSON,
    ),
    Mutation(
        "half a surrogate pair, where Python reads",
        JSON_READER,
        "if high > 0xDBFF or not 0xDC00 <= low <= 0xDFFF:",
        "if False:",
        _JSON_READER,
    ),
    Mutation(
        "doubled JSON members, where Python reads",
        JSON_READER,
        "if name in members:",
        "if False:",
        _JSON_READER,
    ),
    Mutation(
        "control characters in JSON",
        JSON_READER,
        'if content and min(content.encode("utf-8")) < 0x20:',
        "if False:",
        _JSON_READER,
    ),
    Mutation(
        "text after a JSON document",
        JSON_READER,
        "if reader.take() != _END:",
        "if False:",
        _JSON_READER,
    ),
)
