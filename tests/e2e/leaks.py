"""Searches for secrets in every place but those where they are allowed.

A place is a string such as `url of GET domain /login`, `sessionStorage cognito.x` or `console`.
Origins have names: `page`, `domain`, `issuer`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

ALLOWED: dict[str, set[str]] = {
    # The authorization request, and the forms of Cognito's own page, which repeat its query.
    "url of GET domain /login": {"state", "nonce"},
    "url of POST domain /login": {"state", "nonce"},
    "url of GET domain /oauth2/authorize": {"state", "nonce"},
    "url of * domain /signup": {"state", "nonce"},
    "url of * domain /confirm": {"state", "nonce"},
    "url of * domain /mfa": {"state", "nonce"},
    "url of * domain /mfaSetup": {"state", "nonce"},
    "url of * domain /oneTimeCode": {"state", "nonce"},
    "url of * domain /passkey": {"state", "nonce"},
    "url of * domain /forgotPassword": {"state", "nonce"},
    "url of * domain /confirmforgotPassword": {"state", "nonce"},
    # The stand-in's own sign-in at another provider has a state, too, which its cookie repeats.
    "url of GET domain /provider/authorize": {"state"},
    "url of POST domain /provider/authorize": {"state"},
    "url of GET domain /oauth2/idpresponse": {"state", "code"},
    "header cookie of * domain *": {"state"},
    "cookie csrf-state-*": {"state"},  # the name ends with the pool
    # The form of Cognito's sign-out that leads on to a sign-in carries its whole request.
    "url of GET domain /logout": {"state", "nonce"},
    "body of POST domain /login": {"password"},
    # A code that a person types, which is none of the protocol's.
    "body of POST domain /mfa": {"code"},
    "body of POST domain /oneTimeCode": {"code"},
    # The callback: the browser asks for the document before any program can clean the address.
    "url of GET page /": {"state", "code", "forged"},
    # The page can neither change nor clear its entry in the performance timeline.
    "performance navigation": {"state", "code", "forged"},
    # The requests of the protocol.
    "body of POST domain /oauth2/token": {"code", "verifier", "refresh_token"},
    "body of POST domain /oauth2/revoke": {"refresh_token"},
    "header authorization of GET page /api/user": {"access_token"},
    "header authorization of * api *": {"access_token"},
    "header authorization of GET domain /oauth2/userInfo": {"access_token"},
    # An identity pool takes the ID token, the account page's requests have the access token. Of AWS
    # credentials, only the session token is sent.
    "body of POST issuer /": {"id_token", "access_token", "password"},
    "header x-amz-security-token of * api *": {"aws_session_token"},
    # What this tab stores: pending sign-ins, then the session.
    "sessionStorage cognito.transaction.*": {"state", "nonce", "verifier"},
    "sessionStorage cognito.session.*": {"access_token", "id_token", "refresh_token"},
}


@dataclass(frozen=True, slots=True)
class Secret:
    """A string that may appear only in the places that `ALLOWED` lists for its `kind`."""

    kind: str
    text: str = field(repr=False)

    @property
    def needle(self) -> str:
        """The string to search for: of a long secret the middle, to find a part of it, too.

        Of a JWT that is the signature's, because tokens of one sign-in share some claims.
        """
        text = self.text.rpartition(".")[2] if self.text.count(".") == 2 else self.text
        middle = len(text) // 2
        return text if len(text) <= 80 else text[middle - 20 : middle + 20]


@dataclass(frozen=True, slots=True)
class Sighting:
    """Text that a place contained at some moment."""

    place: str
    text: str = field(repr=False)


def find_leaks(secrets: Iterable[Secret], sightings: Iterable[Sighting]) -> list[str]:
    """Return kind and place of every secret that was seen where it is not allowed."""
    known = list(secrets)
    leaks = {
        f"{secret.kind} in {sighting.place}"
        for sighting in sightings
        for secret in known
        if secret.needle in sighting.text and not _is_allowed(secret, sighting.place)
    }
    return sorted(leaks)


def _is_allowed(secret: Secret, place: str) -> bool:
    return any(
        secret.kind in kinds and fnmatchcase(place, pattern) for pattern, kinds in ALLOWED.items()
    )
