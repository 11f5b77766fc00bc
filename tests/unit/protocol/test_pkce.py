"""One-time values (RFC 7636; its appendix B is in tests/vectors)."""

import secrets
from collections import Counter

import pytest

from auth.protocol.pkce import (
    code_challenge,
    generate_code_verifier,
    generate_nonce,
    generate_state,
)

UNRESERVED = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
GENERATORS = [generate_code_verifier, generate_state, generate_nonce]


@pytest.mark.parametrize("generate", GENERATORS)
def test_the_bytes_come_from_the_given_source(generate: object) -> None:
    """All randomness comes from the argument, and every byte is used."""
    asked: list[int] = []

    def source(count: int) -> bytes:
        asked.append(count)
        return bytes(range(count))

    value = generate(source)  # type: ignore[operator]
    [count] = asked
    assert count * 8 >= 128
    assert len(value) == -(-count * 8 // 6)


def test_a_verifier_is_what_the_specification_wants() -> None:
    """43 to 128 unreserved characters, of at least 256 bits."""
    verifier = generate_code_verifier(secrets.token_bytes)
    assert 43 <= len(verifier) <= 128
    assert set(verifier) <= UNRESERVED


def test_no_character_is_likelier_than_another() -> None:
    """Every character is equally likely: no modulo bias."""
    counts = Counter[str]()
    for high in range(256):
        counts.update(generate_state(lambda count, high=high: bytes([high]) * count))  # type: ignore[misc]
    assert len(counts) == 64
    assert len(set(counts.values())) == 1


def test_a_challenge_says_nothing_of_its_verifier() -> None:
    """The challenge is a hash of fixed length."""
    assert len(code_challenge("a" * 43)) == len(code_challenge("b" * 128)) == 43
