"""The benchmark's pages all do what is measured: they reach `/login`, and a signed-in state."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Playwright

from bench import samples as quantity
from bench.costs import measure_costs
from bench.document import write_documents
from bench.pages.sites import BARE, GATE, MPY, OIDC, PY, STOCK, serving_costs, serving_pages
from bench.rounds import tab_in
from bench.samples import Samples
from bench.visits import browser

# CPython alone is left to the tests of the page itself: here it would take longer than it tells.
PAGES = (GATE, MPY, OIDC, BARE, STOCK)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_benchmark_signs_in(playwright: Playwright, name: str) -> None:
    """It asks for `/login` by itself, comes back, shows who it is, and has asked the API."""
    with serving_pages([name]) as (site,), browser(playwright) as context:
        with tab_in(context, site) as tab:
            assert tab.reaches_login() > 0
            assert tab.bytes_before_login() > 0
            moments = tab.signs_in()
        assert 0 < moments["identity"] <= moments["api"]
        assert ("main.py" in moments) == site.has_program == (name not in (OIDC, BARE))


def test_the_package_tells_its_costs(playwright: Playwright) -> None:
    """The gate's decision is timed, and so is what a sign-in and a call take."""
    samples = Samples()
    with serving_costs([GATE, MPY]) as sites:
        measure_costs(playwright, sites, samples, 1, lambda _: None)
    measured = {one.name for one in samples.quantities()}
    assert measured == {quantity.GATE_DECIDES, quantity.FETCH, quantity.PKCE}


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
