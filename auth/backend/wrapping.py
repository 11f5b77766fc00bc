"""Wrappers of verifiers: the issuers that they accept, and the verifiers inside."""

from collections.abc import Iterator


class VerifierWrapper:
    """A verifier around one other, for the same issuers.

    Args:
        verifier: The one inside.
    """

    def __init__(self, verifier: object) -> None:
        self.wrapped = (verifier,)

    @property
    def issuers(self) -> tuple[str, ...]:
        """Every `iss` that the verifier inside accepts; empty if it is unknown."""
        return issuers_of(self.wrapped[0])

    @property
    def issuer(self) -> str:
        """The first of them, or an empty string."""
        return (*self.issuers, "")[0]


def issuers_of(verifier: object) -> tuple[str, ...]:
    """Return every `iss` that a verifier accepts, or an empty tuple if it is unknown.

    Args:
        verifier: An object with `issuers` or `issuer`, or with neither.
    """
    issuers = getattr(verifier, "issuers", None)
    if issuers is None:
        issuer = getattr(verifier, "issuer", None)
        return (issuer,) if isinstance(issuer, str) else ()
    return tuple(issuers)


def verifiers_in(verifier: object) -> Iterator[object]:
    """Yield `verifier` and all verifiers inside."""
    yield verifier
    for inner in getattr(verifier, "wrapped", ()):
        yield from verifiers_in(inner)
