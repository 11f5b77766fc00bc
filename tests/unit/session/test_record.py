"""Records of a session: written, read strictly, compared."""

import json

import pytest

from auth.errors import AuthError, IssuerMismatch
from auth.protocol.claims import IdTokenClaims
from auth.protocol.id_token_claims import original_claims
from auth.session.record import parse_session_record
from auth.testing.doubles import START
from tests.support import samples

ORIGINAL = original_claims(IdTokenClaims(samples.id_claims()))


def changed_record(**changes: object) -> str:
    """Return a stored session with `changes`; a change to ... removes the member."""
    document = {**json.loads(samples.session_record().to_json()), **changes}
    return json.dumps({name: document[name] for name in document if document[name] is not ...})


def test_a_session_reads_as_it_was_written() -> None:
    """Every part survives storage."""
    record = samples.session_record(app_state={"a": [1, None]})
    read = parse_session_record(record.to_json(), samples.config())
    assert vars(read) | {"claims": None} == vars(record) | {"claims": None}
    assert read.claims.sub == record.claims.sub


def test_what_the_sign_in_said_is_kept_through_renewals() -> None:
    """Later ID tokens may lack `nonce` and `auth_time`, which are still compared."""
    later = IdTokenClaims(samples.id_claims(nonce=..., auth_time=...))
    record = samples.session_record(claims=later, original=ORIGINAL)
    read = parse_session_record(record.to_json(), samples.config())
    assert read.original == record.original == ORIGINAL
    first = parse_session_record(changed_record(original=...), samples.config())
    assert first.original == ORIGINAL


def test_a_record_of_a_replica_is_read() -> None:
    """Any configured issuer may have signed the latest ID token."""
    replica = "http://localhost:8003/eu-west-1_StandIn01"
    stored = changed_record(id_token=samples.sign(samples.id_claims(iss=replica)))
    assert parse_session_record(stored, samples.config(replica_issuers=[replica])).claims.sub
    with pytest.raises(IssuerMismatch):
        parse_session_record(stored, samples.config())


UNSOUND = [
    "null",
    "[]",
    "{}",
    "{",
    '{"id_token": 1}',
    changed_record(access_token=...),
    changed_record(access_token=""),
    changed_record(refresh_token=7),
    changed_record(expires_at="3600"),
    changed_record(expires_at=True),
    changed_record(expires_at=-1),
    changed_record(id_token="a.b.c"),
    changed_record(id_token=samples.sign(samples.id_claims(iss="https://evil.example"))),
    changed_record(id_token=samples.sign(samples.id_claims(aud="another-client"))),
    changed_record(id_token=samples.sign(samples.id_claims(token_use="access"))),
    changed_record(id_token=samples.sign(samples.id_claims(sub=""))),
    changed_record(id_token=samples.sign(samples.id_claims(exp=...))),
    changed_record()[:-1] + ', "expires_at": 9}',
    changed_record(access_token="a\r\nb"),
    changed_record(access_token="é"),
    changed_record(family="a b"),
    changed_record(family="²"),
    json.dumps({**json.loads(changed_record()), "refresh_token": "\ud800"}, ensure_ascii=False),
    changed_record(v=...),
    changed_record(v=2),
    changed_record(original=[]),
    changed_record(original={}),
    changed_record(original={"sub": "somebody else", "iat": 1}),
    changed_record(original={**ORIGINAL, "iat": "1"}),
    changed_record(original={**ORIGINAL, "nonce_hash": 7}),
    changed_record(original={**ORIGINAL, "auth_time": True}),
    changed_record(access_token="a b"),
    changed_record(access_token="é"),
    changed_record(refresh_token="a\r\nb"),
    changed_record(family="a b"),
]


@pytest.mark.parametrize("text", ["", *UNSOUND])
def test_an_unsound_session_is_refused(text: str) -> None:
    """Invalid records and records of another format are refused."""
    with pytest.raises(AuthError):
        parse_session_record(text, samples.config())


def test_a_later_state_is_of_the_same_session_and_person() -> None:
    """A higher sequence of anything else is not newer."""
    record = samples.session_record(sequence=1)
    grace = IdTokenClaims(samples.id_claims(sub="grace"))
    assert samples.session_record(sequence=2).is_newer_than(record)
    for other in (
        samples.session_record(sequence=1),
        samples.session_record(sequence=0),
        samples.session_record(sequence=2, family="another"),
        samples.session_record(sequence=2, claims=grace),
    ):
        assert not other.is_newer_than(record)


@pytest.mark.parametrize("record", [samples.session_record(), samples.transaction()])
def test_a_representation_holds_no_secret(record: object) -> None:
    """Tokens, state and verifier are not in the representation."""
    assert repr(record) in {"<SessionRecord>", f"<Transaction started at {START:.0f}>"}
