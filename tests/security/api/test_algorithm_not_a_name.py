"""A token's algorithm is missing, of another type, or almost the right one."""

import pytest

from tests.security.api.api import refuse
from tests.unit.backend.issuer import make_token

ALGORITHMS: tuple[object, ...] = (
    ..., None, True, 0, 256, 1.5, [], ["RS256"], {}, {"RS256": 1}, "rs256", "Rs256", "RS256 ",
    " RS256", "RS-256", "RS256\x00", "RSA256", "RSASSA-PKCS1-v1_5", "\uff32\uff33256",
    "RS256,none",
)  # fmt: skip


@pytest.mark.parametrize("algorithm", ALGORITHMS, ids=repr)
def test_only_the_exact_name_will_do(algorithm: object) -> None:
    """The signature is the issuer's own each time."""
    refuse(make_token({"alg": algorithm}))
