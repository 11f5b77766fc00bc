"""Verifiers around verifiers: their issuers, and what is inside them."""

from auth.backend import AccessTokenVerifier, TokenCache
from auth.backend.wrapping import VerifierWrapper, issuers_of, verifiers_in
from tests.unit.backend.issuer import CLIENT, ISSUER

UPDATED = "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Example01"


class Named:
    """A custom verifier with one issuer."""

    issuer = ISSUER


class Misnamed:
    """A verifier whose issuer is not a string."""

    issuer = None


def test_a_wrapper_has_the_issuers_of_what_is_inside() -> None:
    """All of them, in the same order, also through several wrappers."""
    verifier = AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT], replica_issuers=[UPDATED])
    wrapper = TokenCache(TokenCache(verifier))
    assert (wrapper.issuer, wrapper.issuers) == (ISSUER, (ISSUER, UPDATED))


def test_a_verifier_need_not_name_its_issuer() -> None:
    """Then there are none, and a wrapper has none."""
    assert issuers_of(Named()) == (ISSUER,)
    assert issuers_of(Misnamed()) == issuers_of(object()) == ()
    assert VerifierWrapper(object()).issuer == ""


def test_all_that_is_inside_is_found() -> None:
    """The outermost first."""
    inner = Named()
    middle = VerifierWrapper(inner)
    outer = VerifierWrapper(middle)
    assert list(verifiers_in(outer)) == [outer, middle, inner]
