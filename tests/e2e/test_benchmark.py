"""The benchmark does what it measures, and writes down what it measured."""

from pathlib import Path
from xml.etree import ElementTree as ET

from playwright.sync_api import Playwright

from bench import samples as quantity
from bench.document import write_documents
from bench.pages.sites import GATE, MPY, OIDC, PY, STOCK, serving_pages
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
    for page, values in ((GATE, (150, 140, 170)), (OIDC, (70, 90, 80)), (STOCK, (2000,))):
        for value in values:
            samples.add(quantity.LOGIN_WARM, page, value)
    write_documents(samples, (GATE, PY, OIDC, STOCK), tmp_path, rounds=3, browser="a browser")
    text = (tmp_path / "performance.md").read_text("utf-8")
    assert "| 150 (145\u2013160) | \u2013 | 80.0 (75.0\u201385.0) | 2 000 |" in text
    assert "| 1.88 \u00d7 oidc-client-ts | 2.00 \u00d7 oidc-client-ts | met |" in text
    chart = ET.parse(tmp_path / "performance.svg")  # noqa: S314 - written just now
    bars = [float(bar.get("width", 0)) for bar in chart.iter("{http://www.w3.org/2000/svg}rect")]
    assert bars[1] < bars[0] < bars[2]
