"""Read the members of a request, with the types and lengths of the API's model."""

from __future__ import annotations

from typing import Any

from ..pages import printable
from .protocol import ApiError

# The most characters of a member, as in the model of Amazon Cognito's API.
_MOST_CHARACTERS = {
    "AttributeName": 32,
    "AuthFlow": 128,
    "ChallengeName": 128,
    "ClientId": 128,
    "ClientSecret": 64,
    "Code": 2048,
    "ConfirmationCode": 2048,
    "CredentialId": 131_072,
    "Description": 2048,
    "Filter": 256,
    "FriendlyDeviceName": 131_072,
    "GroupName": 128,
    "IdentityId": 55,
    "IdentityPoolId": 55,
    "MessageAction": 128,
    "NextToken": 131_072,
    "Password": 256,
    "PreviousPassword": 256,
    "ProposedPassword": 256,
    "RoleArn": 2048,
    "SecretHash": 128,
    "Session": 4096,
    "TemporaryPassword": 256,
    "UserCode": 6,
    "UserPoolId": 55,
    "Username": 128,
}
_LONGEST_TEXT = 131_072
_MAY_BE_EMPTY = {"FriendlyDeviceName"}
ATTRIBUTE_CHARACTERS = 2048
_ATTRIBUTE_NAME_CHARACTERS = 32


class Members:
    """The members of a request.

    Args:
        document: The JSON object in the body.
        invalid: The exception for a value that is missing, too short or too long.
        wrong_type: The exception for a value of another JSON type.
    """

    def __init__(
        self,
        document: dict[str, Any],
        *,
        invalid: str = "InvalidParameterException",
        wrong_type: str = "SerializationException",
    ) -> None:
        self._document = document
        self._invalid = invalid
        self._wrong_type = wrong_type

    def check_lengths(self) -> None:
        """Check all strings whose length the model limits, also those that no operation reads.

        Raises:
            ApiError: one is not a string, or of a wrong length.
        """
        for name in _MOST_CHARACTERS:
            self.optional_text(name)

    def text(self, name: str) -> str:
        """Return a required string.

        Raises:
            ApiError: it is missing, not a string, or of a wrong length.
        """
        value = self.optional_text(name)
        if value is None:
            raise self.refusal(name, "Member must not be null")
        return value

    def optional_text(self, name: str) -> str | None:
        """Return a string, or None if it is missing.

        Raises:
            ApiError: it is not a string, or of a wrong length.
        """
        value = self._document.get(name)
        if value is None:
            return None
        least = 0 if name in _MAY_BE_EMPTY else 1
        return self._checked(name, value, _MOST_CHARACTERS.get(name, _LONGEST_TEXT), least=least)

    def flag(self, name: str) -> bool:
        """Return a bool; False if it is missing.

        Raises:
            ApiError: it is not a bool.
        """
        value = self._document.get(name)
        if value is not None and not isinstance(value, bool):
            raise self._type_error(name, "a bool")
        return value or False

    def number(self, name: str, *, least: int, most: int) -> int | None:
        """Return a whole number, or None if it is missing.

        Raises:
            ApiError: it is not a whole number from `least` to `most`.
        """
        value = self._document.get(name)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool):
            raise self._type_error(name, "a whole number")
        if value < least:
            raise self.refusal(name, f"Member must have value greater than or equal to {least}")
        if value > most:
            raise self.refusal(name, f"Member must have value less than or equal to {most}")
        return value

    def texts(self, name: str) -> list[str]:
        """Return a list of strings; an empty one if it is missing.

        Raises:
            ApiError: it is not a list of strings.
        """
        value = self._document.get(name) or []
        if not isinstance(value, list):
            raise self._type_error(name, "a list")
        return [self._checked(name, one, _LONGEST_TEXT) for one in value]

    def text_map(self, name: str) -> dict[str, str]:
        """Return an object whose values are strings; an empty one if it is missing.

        Members that are null count as missing: clients send a `DEVICE_KEY` that they do not have.

        Raises:
            ApiError: it is not such an object.
        """
        value = self._document.get(name) or {}
        if not isinstance(value, dict):
            raise self._type_error(name, "an object")
        return {
            self._checked(name, key, _LONGEST_TEXT, least=0): self._checked(
                name, text, _LONGEST_TEXT, least=0
            )
            for key, text in value.items()
            if text is not None
        }

    def attributes(self, name: str) -> dict[str, str]:
        """Return a list of `{"Name": …, "Value": …}` as a dictionary.

        Raises:
            ApiError: it is not such a list.
        """
        value = self._document.get(name) or []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._type_error(name, "a list of objects")
        found = {}
        for one in value:
            if "Name" not in one:
                raise self.refusal(f"{name}.name", "Member must not be null")
            key = self._checked(f"{name}.name", one["Name"], _ATTRIBUTE_NAME_CHARACTERS)
            text = "" if one.get("Value") is None else one["Value"]
            found[key] = self._checked(f"{name}.value", text, ATTRIBUTE_CHARACTERS, least=0)
        return found

    def document(self, name: str) -> dict[str, Any]:
        """Return a required object of any content.

        Raises:
            ApiError: it is missing, or not an object.
        """
        value = self._document.get(name)
        if value is None:
            raise self.refusal(name, "Member must not be null")
        if not isinstance(value, dict):
            raise self._type_error(name, "an object")
        return value

    def structure(self, name: str) -> Members | None:
        """Return the members of an object, or None if it is missing.

        Raises:
            ApiError: it is not an object.
        """
        if self._document.get(name) is None:
            return None
        return Members(self.document(name), invalid=self._invalid, wrong_type=self._wrong_type)

    def refusal(self, name: str, constraint: str) -> ApiError:
        """Return the exception for a value that violates a constraint of the model."""
        place = name[0].lower() + name[1:]
        return ApiError(
            self._invalid,
            f"1 validation error detected: Value at '{place}' failed to satisfy constraint: "
            f"{constraint}",
        )

    def _checked(self, name: str, value: object, most: int, *, least: int = 1) -> str:
        if not isinstance(value, str):
            raise self._type_error(name, "a string")
        if len(value) < least:
            raise self.refusal(name, f"Member must have length greater than or equal to {least}")
        if len(value) > most:
            raise self.refusal(name, f"Member must have length less than or equal to {most}")
        # JSON may contain a lone surrogate, which a response in UTF-8 cannot repeat.
        if printable(value) != value:
            raise self.refusal(name, "Member must satisfy regular expression pattern: [\\p{L}]+")
        return value

    def _type_error(self, name: str, expected: str) -> ApiError:
        return ApiError(self._wrong_type, f"{name}: expected {expected}.")
