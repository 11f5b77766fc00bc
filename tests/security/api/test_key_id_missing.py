"""A token has no key id, or one that is not a string."""

import pytest

from tests.security.api.api import Api, refuse
from tests.unit.backend.issuer import KID, jwk, make_token

KIDS: tuple[object, ...] = (..., None, "", 0, 1, 1.5, True, False, [], [KID], {}, {"kid": KID})


@pytest.mark.parametrize("kid", KIDS, ids=repr)
@pytest.mark.parametrize("published", [("issuer", "other"), ("issuer",)])
def test_a_key_is_named_by_a_text(kid: object, published: tuple[str, ...]) -> None:
    """Even if there is only one key that it could be."""
    keys = [jwk(name, KID if name == "issuer" else name) for name in published]
    refuse(make_token({"kid": kid}), api=Api(*keys))
    refuse(make_token({"kid": kid}))
