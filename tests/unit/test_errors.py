"""The error tree, drawn in the docstring of its module."""

import inspect

import pytest

import auth
from auth import errors
from auth.errors import (
    AuthError,
    AuthorizationDenied,
    InvalidGrant,
    TokenInvalid,
    TokenRequestRejected,
)

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_is_ours_and_in_the_drawing(kind: type[Exception]) -> None:
    """Every error is an AuthError, and the drawing is complete."""
    assert issubclass(kind, AuthError)
    assert auth.__doc__ is not None
    assert kind.__name__ in auth.__doc__
    assert kind.__doc__


def drawn_parents() -> dict[str, str]:
    """Return the parent of each name that starts a line of the drawing."""
    parents, path = {}, [(0, "")]
    assert auth.__doc__ is not None
    for line in auth.__doc__.splitlines():
        name = line.lstrip("│├└─ ").partition(" ")[0]
        if "──" not in line and name != "AuthError":
            continue
        indent = line.index(name)
        while path[-1][0] >= indent and len(path) > 1:
            path.pop()
        parents[name] = path[-1][1]
        path.append((indent, name))
    return parents


def test_the_drawing_is_the_tree() -> None:
    """Each branch of the drawing is a subclass relation."""
    drawn = drawn_parents()
    assert drawn.pop("AuthError") == ""
    for name, parent in drawn.items():
        assert getattr(errors, name).__base__.__name__ == parent


CLAIMS = [kind for kind in KINDS if issubclass(kind, TokenInvalid)]


@pytest.mark.parametrize("kind", CLAIMS)
def test_a_token_error_names_its_claim(kind: type[TokenInvalid]) -> None:
    """The message starts with the part of the token that is wrong."""
    assert str(kind("not as it should be")) == f"{kind.claim}: not as it should be"


def test_each_token_error_is_about_another_claim() -> None:
    """Each claim has one class; a malformed token has no claim."""
    claims = [kind.claim for kind in CLAIMS if kind.claim != "token"]
    assert len(set(claims)) == len(claims)


@pytest.mark.parametrize("kind", [TokenRequestRejected, InvalidGrant])
@pytest.mark.parametrize(("error", "message"), [("slow_down", "429 slow_down"), ("", "429")])
def test_a_refusal_tells_status_and_code(
    kind: type[TokenRequestRejected], error: str, message: str
) -> None:
    """Error code, status and delay are attributes."""
    refusal = kind(error, status=429, retry_after=3)
    assert (refusal.error, refusal.status, refusal.retry_after) == (error, 429, 3)
    assert str(refusal) == f"the endpoint answered {message}"


def test_a_denial_keeps_outside_text_out_of_its_message() -> None:
    """The description is an attribute; the message has only the code."""
    denial = AuthorizationDenied("access_denied", error_description="<b>", app_state={"a": 1})
    assert str(denial) == "the authorization server answered access_denied"
    assert (denial.error_description, denial.app_state) == ("<b>", {"a": 1})
