"""A token's subject is not an identifier, or is written to mislead readers of the log."""

import pytest

from tests.security.api.api import Api, refuse
from tests.unit.backend.issuer import make_token

SUBJECTS: tuple[object, ...] = (
    ..., None, "", True, 0, 1, [], ["ada"], {}, {"sub": "ada"}, "a" * 256, "a" * 300,
    "ada\r\nroot logged in", "ada\n", "ada\x00", "\x1b[2J", "ada\u2028", "\u0430da", "ada\x7f",
)  # fmt: skip


@pytest.mark.parametrize("subject", SUBJECTS, ids=range(len(SUBJECTS)))
def test_a_subject_is_a_short_plain_text(subject: object) -> None:
    """Printable ASCII of at most 255 characters (OIDC Core 2)."""
    refuse(make_token(sub=subject))


@pytest.mark.parametrize("subject", ["__proto__", "constructor", "' OR 1=1 --", "<b>", "a" * 255])
def test_an_odd_subject_is_only_a_text(subject: str) -> None:
    """Nothing is done with it but to hand it on as it is."""
    assert Api().present(make_token(sub=subject)).json()["sub"] == subject
