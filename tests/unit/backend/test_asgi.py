"""`RequireBearer` as ASGI middleware: requests, WebSockets and lifespan events."""

import pytest

from auth.backend.asgi import RequireBearer, Scope, caller_of
from auth.errors import TokenExpired, TransportFailed
from tests.unit.backend.asgi_calls import TOKEN, Verdict, ask, hello, messages

GUARDED = RequireBearer(hello, verifier=Verdict({"sub": "ada"}))


def test_the_application_learns_who_calls() -> None:
    """Behind the middleware, `caller_of` returns the claims."""
    assert ask(GUARDED, f"Bearer {TOKEN}") == (200, {}, b"ada")


@pytest.mark.parametrize("kind", ["websocket", "something-new"])
def test_what_cannot_carry_the_header_is_closed(kind: str) -> None:
    """A WebSocket without the header is closed, and so is an unknown kind of connection."""
    assert messages(GUARDED, kind, []) == [{"type": "websocket.close", "code": 1008}]


CREDENTIALS = [(b"authorization", f"Bearer {TOKEN}".encode())]


def test_a_web_socket_with_the_header_gets_in() -> None:
    """Programs other than browsers can send it with the handshake."""
    heard: list[str] = []

    async def app(scope: Scope, *_: object) -> None:
        heard.append(caller_of(scope).sub)

    assert (
        messages(RequireBearer(app, verifier=Verdict({"sub": "ada"})), "websocket", CREDENTIALS)
        == []
    )
    assert heard == ["ada"]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (TokenExpired("since noon"), 1008),
        ({"sub": "ada"}, 1008),
        (TransportFailed("down"), 1013),
        (RecursionError(), 1008),
    ],
)
def test_a_handshake_is_refused_before_it_is_accepted(
    outcome: dict[str, object] | Exception, code: int
) -> None:
    """The application is not called."""
    app = RequireBearer(hello, verifier=Verdict(outcome), scopes=["api/read"])
    assert messages(app, "websocket", CREDENTIALS) == [{"type": "websocket.close", "code": code}]


def test_an_unknown_kind_of_connection_does_not_get_in_with_the_header_either() -> None:
    """A valid token does not change that."""
    assert messages(GUARDED, "something-new", CREDENTIALS) == [
        {"type": "websocket.close", "code": 1008}
    ]


def test_starting_and_stopping_pass_through() -> None:
    """Lifespan events reach the application."""
    heard: list[str] = []

    async def app(scope: object, *_: object) -> None:
        heard.append(str(scope))

    messages(RequireBearer(app, verifier=Verdict({})), "lifespan", [])
    assert len(heard) == 1


def test_an_answer_has_its_length_and_its_encoding() -> None:
    """A refusal has a length and a media type."""
    _, headers, body = ask(GUARDED)
    assert headers["content-length"] == str(len(body))
    assert headers["content-type"] == "application/json; charset=utf-8"


def test_a_caller_is_only_known_behind_the_wrapper() -> None:
    """`caller_of` raises KeyError without the middleware."""
    with pytest.raises(KeyError):
        caller_of({"type": "http"})
