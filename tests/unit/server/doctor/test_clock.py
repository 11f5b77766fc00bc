"""The check of this machine's clock."""

import pytest

from tests.unit.server.doctor.conftest import DOMAIN, ISSUER_ORIGIN, Hosts, dated


@pytest.mark.parametrize(("seconds", "words"), [(90, "90 s behind"), (-600, "600 s ahead")])
def test_a_clock_that_is_wrong(hosts: Hosts, seconds: float, words: str) -> None:
    """Every answer is dated otherwise."""
    hosts.change_answers(DOMAIN, "", dated(seconds))
    hosts.change_answers(ISSUER_ORIGIN, "", dated(seconds))
    (finding,) = hosts.run_doctor()
    assert finding.diagnosis.name == "clock-is-wrong"
    assert finding.evidence.endswith(f"this clock is {words}")


def test_one_answer_out_of_a_cache_proves_nothing(hosts: Hosts) -> None:
    """As long as somebody agrees with this clock, it is right."""
    hosts.change_answers(ISSUER_ORIGIN, "jwks.json", dated(-3600))
    hosts.change_answers(DOMAIN, "", dated(2))
    assert hosts.run_doctor() == []


@pytest.mark.parametrize("date", ["yesterday", f"Fri, 31 Dec {'9' * 30} 23:59:59 GMT"])
def test_a_date_that_is_none(hosts: Hosts, date: str) -> None:
    """Nonsense in the header is passed over."""
    hosts.change_answers(DOMAIN, "", lambda headers: headers.update({"date": date}))
    assert hosts.run_doctor() == []
