"""The benchmark does what it measures, and writes down what it measured."""

from pathlib import Path
from xml.etree import ElementTree as ET

from playwright.sync_api import Playwright

from bench import samples as quantity
from bench.document import write_documents
from bench.pages.sites import LAUNCHER, MPY, OIDC, PY, STOCK, serving_pages
from bench.profile import KINDS, REST, own_times
from bench.rounds import tab_in
from bench.samples import Samples
from bench.visits import browser


def test_a_page_of_the_benchmark_signs_in(playwright: Playwright) -> None:
    """The quickest one asks for `/login`, comes back, shows who it is, and has asked the API."""
    with serving_pages([MPY]) as (site,), browser(playwright) as context:
        with tab_in(context, site) as tab:
            assert tab.reaches_login() > 0
            assert tab.bytes_before_login() > 0
            moments = tab.signs_in()
        assert 0 < moments["identity"] <= moments["api"]
        assert "main.py" in moments


def test_the_documents_give_the_medians(tmp_path: Path) -> None:
    """Table, targets and chart are written from what was measured, and the chart is sound XML."""
    samples = Samples()
    for page, values in ((LAUNCHER, (150, 140, 170)), (OIDC, (70, 90, 80)), (STOCK, (2000,))):
        for value in values:
            samples.add(quantity.LOGIN_WARM, page, value)
    profiles = {
        LAUNCHER: dict.fromkeys((*KINDS, REST), 2.0),
        OIDC: dict.fromkeys((*KINDS, REST), 1.0),
    }
    write_documents(
        samples, profiles, (LAUNCHER, PY, OIDC, STOCK), tmp_path, rounds=3, browser="a browser"
    )
    text = (tmp_path / "performance.md").read_text("utf-8")
    assert "| 150 (145\u2013160) | \u2013 | 80.0 (75.0\u201385.0) | 2 000 |" in text
    assert "| sum | 10.0 | 5.00 |" in text
    assert "| 1.88 \u00d7 oidc-client-ts | 2.00 \u00d7 oidc-client-ts | met |" in text
    chart = ET.parse(tmp_path / "performance.svg")  # noqa: S314 - written just now
    bars = [float(bar.get("width", 0)) for bar in chart.iter("{http://www.w3.org/2000/svg}rect")]
    assert bars[1] < bars[0] < bars[2]


def test_a_profile_counts_every_moment_once() -> None:
    """What a slice holds inside it is taken from its own time; other threads do not count."""
    page, login = "http://a.example/", "http://b.example/login?"
    events = [
        _event("ResourceSendRequest", 0, args={"data": {"url": page}}, ph="I"),
        _event("RunTask", 1, dur=10, tdur=8000),
        _event("FunctionCall", 2, dur=6, tdur=5000),
        _event("wasm.CompileLazy", 3, dur=2, tdur=2000),
        _event("Layout", 12, dur=1, tdur=1000),
        _event("FunctionCall", 3, dur=9, tdur=9000, tid=2),
        _event("ResourceSendRequest", 20, args={"data": {"url": f"{login}state=x"}}, ph="I"),
        _event("FunctionCall", 21, dur=9, tdur=9000),
    ]
    found = own_times(events, page, login)
    assert found[REST] == 3
    assert [found[kind] for kind in KINDS] == [2, 0, 3, 1]


def _event(name: str, at: int, **more: object) -> dict[str, object]:
    return {"name": name, "ts": at, "pid": 1, "tid": 1, "ph": "X", **more}
