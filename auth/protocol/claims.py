"""The claims of a token whose signature has been checked, as values with types."""

from ..encoding.members import is_time, is_true
from ..errors import TokenMalformed

_BLANK = "\t\n\v\f\r \x85\xa0\xad\u1680\u180e\u2028\u2029\u202f\u205f\u2060\u2800\u3000\u3164\ufeff"
_BLANK += "".join([chr(point) for point in range(0x2000, 0x2010)])
"""Spaces and invisible characters, of which `str.isspace` knows only some."""


class Claims:
    """The claims of a checked token; `sub`, `expires_at` and `issued_at` always exist."""

    def __init__(self, members: "dict[str, object]") -> None:
        self._members = members

    def __repr__(self) -> str:
        return "<Claims>"

    @property
    def sub(self) -> str:
        """The person's identifier, unique within the issuer."""
        return self.string("sub")

    @property
    def expires_at(self) -> float:
        """When the token expires, in epoch seconds."""
        return number(self._members, "exp")

    @property
    def issued_at(self) -> float:
        """When the token was issued, in epoch seconds of the issuer's clock."""
        return number(self._members, "iat")

    @property
    def auth_time(self) -> float | None:
        """When the person signed in, in epoch seconds; renewals do not change it."""
        value = self._members.get("auth_time")
        return float(value) if is_time(value) else None

    @property
    def acr(self) -> str:
        """The level of authentication of the sign-in, or ""; renewals do not change it."""
        return self.string("acr")

    @property
    def amr(self) -> "list[str]":
        """The methods of the sign-in, such as `pwd`, `otp` or `mfa` (RFC 8176)."""
        return self.strings("amr")

    @property
    def groups(self) -> "list[str]":
        """The user pool groups that the person is in (`cognito:groups`)."""
        return self.strings("cognito:groups")

    def get(self, name: str) -> object:
        """Return any claim as it is in the token, or None."""
        return self._members.get(name)

    def string(self, name: str) -> str:
        """Return a claim that is a string; "" if it is anything else or absent."""
        value = self._members.get(name)
        return value if isinstance(value, str) else ""

    def strings(self, name: str) -> "list[str]":
        """Return the strings of a claim that is a list; empty if it is anything else or absent."""
        value = self._members.get(name)
        items = value if isinstance(value, list) else []
        return [item for item in items if isinstance(item, str)]

    def flag(self, name: str) -> bool:
        """Return whether a claim is true, as a bool or as the string that Cognito also sends."""
        return is_true(self._members.get(name))


class IdTokenClaims(Claims):
    """The claims of an ID token: who signed in.

    A claim that is missing is an empty string, False or an empty list. `get` returns any claim as
    it is in the token; `string`, `strings` and `flag` return one of that type.
    """

    @property
    def name(self) -> str:
        """The name to show: the first of these that is not blank.

        `name`; `given_name` and `family_name`; `preferred_username`; `nickname`; `email`;
        `cognito:username`, which for people from a provider is an id such as `Google_1055…`; `sub`.
        """
        parts = [self._shown("given_name"), self._shown("family_name")]
        candidates = [
            self._shown("name"),
            " ".join([part for part in parts if part]),
            self._shown("preferred_username"),
            self._shown("nickname"),
            self._shown("email"),
            self._shown("cognito:username"),
        ]
        return next((candidate for candidate in candidates if candidate), self.sub)

    @property
    def username(self) -> str:
        """The user name (`cognito:username`). It can be reassigned, so identify people by `sub`."""
        return self.string("cognito:username")

    @property
    def email(self) -> str:
        """The e-mail address, or "". Anybody may have entered it unless `email_verified`."""
        return self.string("email")

    @property
    def email_verified(self) -> bool:
        """Whether the person has shown that `email` is theirs."""
        return self.flag("email_verified")

    @property
    def phone_number(self) -> str:
        """The phone number with its country code, or "". See `phone_number_verified`."""
        return self.string("phone_number")

    @property
    def phone_number_verified(self) -> bool:
        """Whether the person has shown that `phone_number` is theirs."""
        return self.flag("phone_number_verified")

    def _shown(self, name: str) -> str:
        """Return a claim without blanks around it (MicroPython strips bytes, not characters)."""
        string = self.string(name)
        visible = [at for at, character in enumerate(string) if character not in _BLANK]
        return string[visible[0] : visible[-1] + 1] if visible else ""


def number(claims: "dict[str, object]", name: str) -> float:
    """Return a claim that must be a time, in seconds. Raises TokenMalformed."""
    value = claims.get(name)
    if not is_time(value):
        raise TokenMalformed(f"{name} is not a number of seconds")
    return float(value)
