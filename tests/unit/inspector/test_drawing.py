"""A recording becomes a drawing and a text: complete, well-formed, the same each time."""

import asyncio
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inspector.draw import svg_of
from inspector.drawing.diagram import diagram
from inspector.drawing.layout import DETAIL, Layout, wrapped
from inspector.drawing.steps import steps_of
from inspector.drawing.svg import element, to_text
from inspector.drawing.transcript import duration, transcript
from inspector.recording import LANES, Event
from tests.unit.inspector.recorded import inspected

SVG = "{http://www.w3.org/2000/svg}"


def parsed(text: str) -> ET.Element:
    """Read a drawing as XML."""
    return ET.fromstring(text)  # noqa: S314 - written here


def event(kind: str, what: str = "", **parts: object) -> Event:
    """Return an event on the page, with these parts changed."""
    own: dict[str, object] = {
        "id": "a.1",
        "at": 100.0,
        "kind": kind,
        "what": what,
        "source": "page",
        "target": "page",
        "facts": (),
        "status": 0,
        "ms": None,
    }
    return Event(**{**own, **parts})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def sign_in() -> list[Event]:
    """Return the recording of a sign-in, and of one call."""
    with inspected() as one:
        tab = one.browser.tab()
        asyncio.run(tab.sign_in())
        return one.events()


def test_the_messages_of_a_sign_in_are_told_in_order(sign_in: list[Event]) -> None:
    """From the click to the session, with what happens at Cognito's own page in between."""
    arrows = [
        (step.source, step.target, step.title) for step in steps_of(sign_in) if not step.is_note
    ]
    assert arrows[1:-1] == [
        ("person", "page", "“Sign in”"),
        ("page", "cognito", "GET /login"),
        ("person", "cognito", "username and password, on Cognito’s page"),
        ("cognito", "page", "302, back to /"),
        ("page", "cognito", "GET /eu-west-1_StandIn01/.well-known/jwks.json"),
        ("cognito", "page", "200"),
        ("page", "cognito", "POST /oauth2/token"),
        ("cognito", "page", "200"),
    ]


@pytest.mark.parametrize("width", [240, 600, 920])
def test_a_drawing_is_well_formed_and_says_all_as_text(sign_in: list[Event], width: int) -> None:
    """It has a title, a description with every step, and nothing outside its paper."""
    drawing = parsed(to_text(diagram(sign_in, width=width)))
    assert drawing.tag == f"{SVG}svg"
    assert drawing.get("role") == "img"
    assert drawing.get("aria-describedby") == drawing.find(f"{SVG}desc").get("id")  # type: ignore[union-attr]
    assert drawing.findtext(f"{SVG}title")
    assert drawing.findtext(f"{SVG}desc") == transcript(sign_in)
    shown = [text.text for text in drawing.iter(f"{SVG}text")]
    assert "GET /login" in shown
    places = [float(text.get("x", "")) for text in drawing.iter(f"{SVG}text")]
    assert all(0 < place < width for place in places)
    assert {one.tag for one in drawing.iter()}.isdisjoint({f"{SVG}script", f"{SVG}style"})


def test_a_drawing_is_the_same_each_time(sign_in: list[Event]) -> None:
    """So that a file of it changes only when the sign-in does."""
    assert svg_of(sign_in) == svg_of(list(sign_in))


def test_a_drawing_that_stands_alone_knows_light_and_dark(sign_in: list[Event]) -> None:
    """It has the style sheet's rules, and colours for both."""
    text = svg_of(sign_in)
    style = parsed(text).findtext(f"{SVG}style") or ""
    assert "prefers-color-scheme: dark" in style
    assert ".seq-refusal" in style


@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=400)), max_size=4))
@settings(max_examples=40)
def test_any_text_can_be_drawn(facts: list[tuple[str, str]]) -> None:
    """What stands in a recording never breaks the document that it is drawn into."""
    clean = [
        ("".join(filter(str.isprintable, a)), "".join(filter(str.isprintable, b))) for a, b in facts
    ]
    one = event("request", "<GET> & “/”", target="api", facts=tuple(clean))
    assert parsed(to_text(diagram([one], width=320))).tag == f"{SVG}svg"


@pytest.mark.parametrize(
    ("one", "title", "tone"),
    [
        (event("response", source="cognito", status=200), "200", "answer"),
        (event("response", source="cognito", status=400), "400", "refusal"),
        (
            event("failed", "TransportFailed", source="api"),
            "no response: TransportFailed",
            "refusal",
        ),
        (event("callback", "/", source="cognito"), "302, back to /", "answer"),
        (
            event("callback", "/", source="cognito", facts=(("error", "access_denied"),)),
            "302, back to /",
            "refusal",
        ),
        (
            event("session", "renewed", facts=(("state", "signed_in"),)),
            "signed_in · renewed",
            "state",
        ),
        (
            event("session", "session_ended", facts=(("state", "ended"), ("reason", "refused"))),
            "ended · session_ended",
            "refusal",
        ),
        (
            event("checked", "ID token", facts=(("signature", "good"),)),
            "checks the ID token’s signature",
            "note",
        ),
        (
            event("checked", "ID token", facts=(("signature", "not"),)),
            "checks the ID token’s signature",
            "refusal",
        ),
        (event("lock", "renewal"), "has the lock for the renewal", "note"),
        (event("heard", "session", source="tabs"), "receives “session”", "answer"),
        (event("left", "/reports"), "navigates to /reports", "note"),
        (event("forgot", "session"), "removes the session", "note"),
        (event("news", "of the future"), "news of the future", "note"),
    ],
)
def test_each_kind_of_event_has_words_and_a_tone(one: Event, title: str, tone: str) -> None:
    """A refusal looks like one, and what a later version notes is still shown."""
    *_, step = steps_of([one])
    assert (step.title, step.tone) == (title, tone)


def test_a_sign_out_was_pressed_by_a_person() -> None:
    """Cognito's own sign-out asks nobody for a password."""
    gone = event("session", "signed_out", facts=(("state", "signed_out"),))
    steps = steps_of([gone, event("left", "/logout", target="cognito")])
    assert [(step.source, step.target) for step in steps if not step.is_note] == [
        ("person", "page"),
        ("page", "cognito"),
    ]


def test_an_empty_recording_is_an_empty_text() -> None:
    """There is no legend either."""
    assert transcript([]) == ""


def test_times_are_as_exact_as_they_matter() -> None:
    """Milliseconds for machines, seconds for people."""
    assert [duration(ms) for ms in (0.4, 999, 1234)] == ["0 ms", "999 ms", "1.2 s"]


def test_lines_are_filled_and_long_words_divided() -> None:
    """No line is longer than there is room."""
    lines = wrapped(["a=1", "b=2", "openid email profile", "x" * 30], 14)
    assert lines == ["a=1 · b=2", "openid email", "profile", "x" * 14, "x" * 14, "xx"]


@pytest.mark.parametrize("width", [240, 599, 600, 1040])
def test_lanes_stand_apart_and_inside(width: int) -> None:
    """Every lane has its place, even on the narrowest screen."""
    layout = Layout(width, LANES)
    places = [layout.x(lane) for lane in LANES]
    assert places == sorted(places)
    assert places[0] - layout.head_width / 2 >= layout.gutter
    assert places[-1] + layout.head_width / 2 <= width
    assert min(b - a for a, b in pairwise(places)) >= layout.head_width
    assert layout.clamped(0, DETAIL.width("x" * 20)) > 0


def test_text_is_escaped_wherever_it_stands() -> None:
    """In attributes and between tags."""
    text = to_text(element("g", element("text", "<&>"), "tail", class_='"<'))
    assert text == '<g class="&quot;&lt;">\n  <text>&lt;&amp;&gt;</text>\ntail\n</g>\n'
