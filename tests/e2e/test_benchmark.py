"""The benchmark does what it measures, and writes down what it measured."""

import socket
import threading
import time
from dataclasses import astuple
from pathlib import Path
from unittest.mock import MagicMock
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Playwright

from bench import __main__ as command
from bench import samples as quantity
from bench.distance import HANDSHAKES, forwarding
from bench.document import write_documents
from bench.pages.sites import LAUNCHER, MPY, OIDC, PY, ROUND_TRIP_SECONDS, STOCK, serving_pages
from bench.profile import KINDS, REST, own_times
from bench.rounds import Clock, tab_in
from bench.samples import Samples
from bench.visits import browser
from server.origins import free_origins, port_of


def test_a_page_of_the_benchmark_signs_in(playwright: Playwright) -> None:
    """The quickest one asks for `/login`, comes back, shows who it is, and has asked the API."""
    with serving_pages([MPY]) as (site,), browser(playwright) as context:
        with tab_in(context, site) as tab:
            assert tab.reaches_login() > 0
            assert tab.bytes_before_login() > 0
            moments = tab.signs_in()
        assert 0 < moments["identity"] <= moments["api"]
        assert "main.py" in moments


def test_a_far_cognito_is_another_site_and_takes_round_trips(playwright: Playwright) -> None:
    """The name waits for a connection, its TLS and the tokens; the API's response for one more."""
    with serving_pages([OIDC], is_far=True) as (site,), browser(playwright) as context:
        assert site.origins.domain.startswith("http://127.0.0.1:")
        with tab_in(context, site) as tab:
            tab.reaches_login()
            moments = tab.signs_in()
    round_trip = 1000 * ROUND_TRIP_SECONDS
    assert moments["identity"] > round_trip
    assert moments["api"] > moments["identity"] + round_trip / 2


def test_a_forwarded_port_is_as_far_away_as_it_should_be() -> None:
    """The first response takes the round trips of TCP, TLS and the request, others take one."""
    near, far = (port_of(one) for one in astuple(free_origins())[:2])
    seconds = 0.05
    with socket.create_server(("127.0.0.1", near)) as server, forwarding({far: near}, seconds):
        threading.Thread(target=_echo, args=(server,), daemon=True).start()
        with socket.create_connection(("127.0.0.1", far)) as client:
            spent = [_exchange(client, word) for word in (b"one", b"two")]
    assert spent[0] >= (HANDSHAKES + 1) * seconds
    assert seconds <= spent[1] < spent[0]


def _echo(server: socket.socket) -> None:
    with server.accept()[0] as connection:
        while data := connection.recv(100):
            connection.sendall(data)


def _exchange(client: socket.socket, word: bytes) -> float:
    started = time.monotonic()
    client.sendall(word)
    assert client.recv(100) == word
    return time.monotonic() - started


def test_rounds_end_before_the_time_is_up() -> None:
    """A round begins only if one as long as the longest would fit; the first always begins."""
    time_of = iter([0, 0, 50, 140, 230]).__next__  # the start, and when each round would begin
    clock = Clock(lambda _: None, rounds=None, seconds=230, now=time_of)
    assert [clock.has_time() for _ in range(4)] == [True, True, True, False]
    assert clock.begun == 3


def test_a_number_of_rounds_may_be_asked_for() -> None:
    """However long they take."""
    clock = Clock(lambda _: None, rounds=2, seconds=0, now=iter(range(0, 9000, 1000)).__next__)
    assert [clock.has_time() for _ in range(3)] == [True, True, False]


def test_each_value_is_said_at_once() -> None:
    """With its page, its name and its unit."""
    lines: list[str] = []
    Samples(lines.append).add(quantity.BYTES, LAUNCHER, 287.04)
    assert lines == ["  launcher: bytes before login 287.0 kB"]


def test_an_interrupted_run_prints_what_there_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C ends it with the status of an interrupted program, and nothing is written."""

    def measure_one(_: object, __: object, samples: Samples, *___: object) -> None:
        samples.add(quantity.LOGIN_WARM, LAUNCHER, 123)
        raise KeyboardInterrupt

    monkeypatch.setattr("sys.argv", ["bench", "--write"])
    monkeypatch.setattr(command, "measure_all", measure_one)
    monkeypatch.setattr(command, "sync_playwright", MagicMock())
    monkeypatch.setattr(command, "browser_version", str)
    monkeypatch.setattr(command, "write_documents", MagicMock(side_effect=AssertionError))
    for name in ("prepare_to_publish", "ensure_browser"):
        monkeypatch.setattr(command, name, lambda _: None)
    with pytest.raises(SystemExit) as ended:
        command.main()
    assert ended.value.code == command.INTERRUPTED
    assert "123" in capsys.readouterr().out


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
    assert "| 1.88 \u00d7 oidc-client-ts | 1.70 \u00d7 oidc-client-ts | missed |" in text
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
