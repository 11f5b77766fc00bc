"""Clocks that disagree."""

import pytest

from tests.unit.server.doctor.conftest import DOMAIN, ISSUER_ORIGIN, Practice, dated


@pytest.mark.parametrize(("seconds", "words"), [(90, "90 s behind"), (-600, "600 s ahead")])
def test_a_clock_that_is_wrong(practice: Practice, seconds: float, words: str) -> None:
    """Every answer is dated otherwise."""
    practice.change_answers(DOMAIN, "", dated(seconds))
    practice.change_answers(ISSUER_ORIGIN, "", dated(seconds))
    (finding,) = practice.visit()
    assert finding.diagnosis.name == "clock-is-wrong"
    assert finding.evidence.endswith(f"this clock is {words}")


def test_one_answer_out_of_a_cache_proves_nothing(practice: Practice) -> None:
    """As long as somebody agrees with this clock, it is right."""
    practice.change_answers(ISSUER_ORIGIN, "jwks.json", dated(-3600))
    practice.change_answers(DOMAIN, "", dated(2))
    assert practice.visit() == []


@pytest.mark.parametrize("date", ["yesterday", f"Fri, 31 Dec {'9' * 30} 23:59:59 GMT"])
def test_a_date_that_is_none(practice: Practice, date: str) -> None:
    """Nonsense in the header is passed over."""
    practice.change_answers(DOMAIN, "", lambda headers: headers.update({"date": date}))
    assert practice.visit() == []
