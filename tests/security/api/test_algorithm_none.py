"""A token says that it needs no signature."""

import pytest

from tests.security.api.api import refuse
from tests.security.api.forge import envelope, parts_of
from tests.unit.backend.issuer import make_token

ALGORITHMS = ("none", "None", "NONE", "nOnE", "", " none", "none ", "none\x00")


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("typ", ["JWT", ...])
def test_no_signature_is_needed_by_nobody(algorithm: str, typ: object) -> None:
    """Neither an empty signature nor the one of another token makes it pass."""
    header = {"alg": algorithm} if typ is ... else {"alg": algorithm, "typ": typ}
    refuse(envelope(b"", **header))
    refuse(envelope(b"\x00", **header))
    borrowed = parts_of(make_token())[2]
    refuse(envelope(b"", **header) + borrowed)


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_good_signature_does_not_help(algorithm: str) -> None:
    """Signed by the issuer over that very header: still another algorithm than ours."""
    refuse(make_token({"alg": algorithm}))
