"""A token is nested so deeply that reading it could exhaust the reader."""

import pytest

from tests.security.api.api import Api, refuse
from tests.security.api.forge import HEADER, PAYLOAD, claiming, with_members
from tests.unit.backend.issuer import sign


@pytest.mark.parametrize("depth", [40, 200, 700])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_depth_is_bounded(depth: int, opening: str, closing: str) -> None:
    """A deeply nested header or payload is refused."""
    deep = opening * depth + "1" + closing * depth
    for where in ("header", "payload"):
        refuse(with_members(f'"a": {deep}', where=where))


@pytest.mark.parametrize("document", ["[" * 5000, '{"a":' * 1000])
def test_nothing_but_depth_is_refused(document: str) -> None:
    """As the whole of a header or payload."""
    refuse(sign(document, PAYLOAD), 401)
    refuse(sign(HEADER, document), 401)


def test_brackets_in_texts_are_no_depth() -> None:
    """A group with a strange name keeps nobody out."""
    token = claiming({"cognito:groups": ["[" * 100, "{" * 100]})
    assert Api().present(token).status_code == 200
