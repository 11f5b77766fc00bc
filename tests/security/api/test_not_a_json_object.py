"""A header or payload is no JSON object, or one that readers would disagree about."""

import pytest

from tests.security.api.api import refuse
from tests.security.api.forge import HEADER, PAYLOAD, with_members
from tests.unit.backend.issuer import sign

DOCUMENTS: tuple[str | bytes, ...] = (
    "[]", "[{}]", '"text"', "1", "true", "null", "", " ", "{}", "{", "}", "{}{}", "{} {}", "{}x",
    "{}\x00", "{'a': 1}", "{a: 1}", '{"a"}', '{"a" 1}', '{"a": }', '{"a": 1,}', "{,}", "{/**/}",
    "//", "\x00", "\x0c{}", "\ufeff{}", "\u00a0{}", b"\xff\xfe{\x00}\x00", b"\xff", b"\xc0\xaf",
    b"\xed\xa0\x80", b"\x80\x04K\x01.",
)  # fmt: skip
MEMBERS = (
    '"a": NaN', '"a": Infinity', '"a": -Infinity', '"a": 1e400', '"a": -1e400', '"a": 01',
    '"a": +1', '"a": .5', '"a": 1.', '"a": 0x1', '"a": 1_000', '"a": ' + "9" * 5000, '"a": True',
    '"a": None', '"a": "\t"', '"a": "\n"', '"a": "\x00"', '"a": "\\x41"', '"a": "\\ud800"',
    '"a": "\\udc00\\ud800"', '"a": "\\u00g0"', "'a': 1", '"a": 1,', '"a": [1,]', '"a": 1 /* */',
    '"a": 1 // ', '"a": undefined',
)  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS, ids=range(len(DOCUMENTS)))
def test_an_object_is_needed_in_both_places(document: str | bytes) -> None:
    """Signed by the issuer's own key, in the place of the header and of the payload."""
    refuse(sign(document, PAYLOAD))
    refuse(sign(HEADER, document))


@pytest.mark.parametrize("member", MEMBERS, ids=lambda member: member[:12])
def test_what_json_does_not_know_spoils_the_whole(member: str) -> None:
    """Whatever else is in it, and although nobody asks for that member."""
    for where in ("header", "payload"):
        refuse(with_members(member, where=where))


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7"]
)
def test_json_is_utf_8(encoding: str) -> None:
    """Without a byte order mark (RFC 8259 8.1)."""
    header, payload = HEADER.encode(encoding), PAYLOAD.encode(encoding)
    if encoding == "utf-7":
        header, payload = header.replace(b"{", b"+AHs-"), payload.replace(b"{", b"+AHs-")
    refuse(sign(header, PAYLOAD))
    refuse(sign(HEADER, payload))


def test_bytes_that_are_no_text_are_refused() -> None:
    """Inside an otherwise sound object, too."""
    for broken in (b"\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"):
        refuse(sign(HEADER, PAYLOAD.encode()[:-1] + b', "a": "' + broken + b'"}'))
