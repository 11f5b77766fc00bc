"""What Cognito answers about an account, as values (Cognito API: GetUser and others)."""

from ..encoding import members
from ..encoding.characters import DIGITS, has_only
from ..encoding.url import percent_encode
from ..errors import MalformedResponse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..protocol.claims import IdTokenClaims

__all__ = ["AccountDetails", "CodeDelivery", "Passkey", "TotpSecret", "is_federated"]

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" + DIGITS

FACTORS = {"SOFTWARE_TOKEN_MFA": "totp", "SMS_MFA": "sms", "EMAIL_OTP": "email"}
"""The second factors, by Cognito's names."""


class AccountDetails:
    """An account as Cognito has it now (GetUser).

    Attributes:
        username: The user name.
        attributes: The attributes that the app client may read; all values are strings.
        factors: The second factors that are on: `totp`, `sms`, `email`.
        preferred_factor: The one that Cognito asks for first, or "".
    """

    def __init__(self, answer: "dict[str, object]") -> None:
        self.username = members.string(answer, "Username")
        self.attributes: dict[str, str] = {}
        for one in objects(answer, "UserAttributes"):
            value = one.get("Value", "")
            if not isinstance(value, str):
                raise MalformedResponse("Value is not a string")
            self.attributes[members.string(one, "Name")] = value
        named = answer.get("UserMFASettingList")
        found = named if isinstance(named, list) else []
        self.factors = tuple([FACTORS[one] for one in FACTORS if one in found])
        self.preferred_factor = FACTORS.get(str(answer.get("PreferredMfaSetting")), "")

    def __repr__(self) -> str:
        return "<AccountDetails>"

    def is_verified(self, name: str) -> bool:
        """Return whether the person has shown that `email` or `phone_number` is theirs."""
        return members.is_true(self.attributes.get(name + "_verified"))


def is_federated(user: "IdTokenClaims") -> bool:
    """Return whether another identity provider signs a person in, so that Cognito has no password.

    Somebody with an account of the user pool's own may have linked others to it.

    Args:
        user: `session.user`, whose `identities` name the providers' accounts.
    """
    identities = user.get("identities")
    found = identities if isinstance(identities, list) else []
    names = [
        f"{one.get('providerName')}_{one.get('userId')}".lower()
        for one in found
        if isinstance(one, dict)
    ]
    return user.username.lower() in names


class CodeDelivery:
    """Where Cognito has sent a code (CodeDeliveryDetailsType).

    Attributes:
        attribute: The attribute that the code verifies, such as `email`.
        destination: The address, with most characters hidden. Show it only as text.
        medium: `EMAIL` or `SMS`.
    """

    def __init__(self, answer: "dict[str, object]") -> None:
        self.attribute = members.optional_string(answer, "AttributeName") or ""
        self.destination = members.optional_string(answer, "Destination") or ""
        self.medium = members.optional_string(answer, "DeliveryMedium") or ""

    def __repr__(self) -> str:
        return f"<CodeDelivery of {self.attribute} by {self.medium}>"


class TotpSecret:
    """The secret of an authenticator app, to show once (RFC 6238, AssociateSoftwareToken).

    Attributes:
        secret: The secret in Base32, for people who cannot scan a code.
        uri: The `otpauth:` URI for a QR code.
    """

    def __init__(self, answer: "dict[str, object]", *, issuer: str, account: str) -> None:
        secret = members.string(answer, "SecretCode")
        if not has_only(secret, _BASE32):
            raise MalformedResponse("SecretCode is not Base32")
        self.secret = secret
        label = percent_encode(issuer) + ":" + percent_encode(account)
        self.uri = f"otpauth://totp/{label}?secret={secret}&issuer={percent_encode(issuer)}"

    def __repr__(self) -> str:
        return "<TotpSecret>"


class Passkey:
    """A passkey of the account (WebAuthnCredentialDescription).

    Attributes:
        credential_id: Its id, for `Account.delete_passkey`.
        name: What Cognito calls it, usually after the device or the password manager.
        created_at: When it was created, in epoch seconds, or None.
    """

    def __init__(self, answer: "dict[str, object]") -> None:
        self.credential_id = members.string(answer, "CredentialId")
        self.name = members.optional_string(answer, "FriendlyCredentialName") or ""
        self.created_at = members.optional_number(answer, "CreatedAt")

    def __repr__(self) -> str:
        return "<Passkey>"


def objects(answer: "dict[str, object]", name: str) -> "list[dict[str, object]]":
    """Return a member that is a list of objects, or [] if it is absent.

    Raises:
        MalformedResponse: It is anything else.
    """
    found = answer.get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all([isinstance(one, dict) for one in found]):
        raise MalformedResponse(f"{name} is not a list of objects")
    return found


def an_object(answer: "dict[str, object]", name: str) -> "dict[str, object]":
    """Return a member that must be an object. Raises MalformedResponse."""
    found = answer.get(name)
    if not isinstance(found, dict):
        raise MalformedResponse(f"{name} is not an object")
    return found
