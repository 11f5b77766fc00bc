"""`Account`: read and change the account of whoever is signed in (Cognito API).

Cognito's login pages have no page for this, so apps bring their own.
"""

import json

from ..calls.call import checked_flag
from ..encoding.characters import DIGITS, has_only
from ..encoding.strict_json import parse_object
from ..encoding.url import parse_url
from ..errors import ArgumentRefused
from .calls import AccountCalls, browsers_own, code_of, string
from .errors import CodeMismatch, PasskeyNotCreated
from .values import AccountDetails, CodeDelivery, Passkey, TotpSecret, an_object, objects

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..flows.sign_out import SignOutResult
    from ..session.record import SessionRecord
    from .calls import AccountClient, CreatePasskey

__all__ = ["Account"]

_PAGES_OF_PASSKEYS = 10
_SETTINGS = {
    "totp": "SoftwareTokenMfaSettings",
    "sms": "SMSMfaSettings",
    "email": "EmailMfaSettings",
}


class Account:
    """The account of whoever is signed in, read and changed at Cognito.

    Every method sends the access token to the API of the user pool that issued it, and nowhere
    else. A token that is about to expire is renewed first. Besides the errors that a method names,
    each raises

    - SignInRequired: nobody is signed in, or the session ended meanwhile;
    - StepUpRequired: the method changes the account, and the person signed in longer ago than
      `max_age` or at a lower level than `acr_values`; nothing was sent;
    - TransportFailed: no response came; or MalformedResponse;
    - AccountRequestRejected: Cognito refused for another reason.
    """

    def __init__(
        self,
        client: "AccountClient",
        *,
        max_age: int | None = None,
        acr_values: str = "",
        create_passkey: "CreatePasskey | None" = None,
    ) -> None:
        """Use the session of `client`.

        Args:
            client: An `AuthClient`, started or not.
            max_age: How many seconds ago the person may have signed in to change the account; None
                for no limit.
            acr_values: The levels of sign-in that may change it, strongest first; "" for any.
            create_passkey: Creates a passkey; by default, `auth.browser.passkeys.create_passkey`.

        Raises:
            ConfigurationError: `scopes` lacks `aws.cognito.signin.user.admin`.
            ArgumentRefused: `max_age` or `acr_values` is invalid.
        """
        calls = client._calls  # noqa: SLF001 - private to apps
        self._client = client
        self._config = calls.config
        self._calls = AccountCalls(calls, max_age=max_age, acr_values=acr_values)
        self._create_passkey = create_passkey

    def require_sign_in(self) -> None:
        """Check the sign-in before the person is asked to confirm a change.

        Raises:
            StepUpRequired: It does not satisfy `max_age` and `acr_values`.
        """
        self._calls.begin_change()

    async def read(self) -> AccountDetails:
        """Return user name, attributes and second factors as Cognito has them now (GetUser)."""
        return AccountDetails(await self._calls.ask("GetUser", {}, self._calls.begin()))

    async def change_attributes(
        self, attributes: "Mapping[str, str]"
    ) -> "tuple[CodeDelivery, ...]":
        """Change attributes (UpdateUserAttributes).

        The session has the new values after its next renewal: `await client.refresh()`.

        Args:
            attributes: The new values by name, such as `name` or `email`; "" removes one.

        Returns:
            Where Cognito has sent codes. A user pool may keep the address or number from before
            until `verify` is called with the code.

        Raises:
            InvalidParameter: A value is malformed, or the app client may not write it.
            AliasExists: Another account has this address or number.
        """
        if not hasattr(attributes, "items"):
            raise ArgumentRefused(f"attributes: got {attributes!r}, expected a dict of strings")
        pairs = [
            {"Name": string("attributes", name), "Value": string(str(name), value)}
            for name, value in attributes.items()
        ]
        document: dict[str, object] = {"UserAttributes": pairs}
        answer = await self._calls.ask("UpdateUserAttributes", document, self._calls.begin_change())
        return tuple([CodeDelivery(one) for one in objects(answer, "CodeDeliveryDetailsList")])

    async def send_code(self, attribute: str) -> CodeDelivery:
        """Send a code to the person's own address or number (GetUserAttributeVerificationCode).

        Args:
            attribute: `email` or `phone_number`.

        Raises:
            LimitExceeded: There were too many codes.
        """
        document: dict[str, object] = {"AttributeName": string("attribute", attribute)}
        answer = await self._calls.ask(
            "GetUserAttributeVerificationCode", document, self._calls.begin()
        )
        return CodeDelivery(an_object(answer, "CodeDeliveryDetails"))

    async def verify(self, attribute: str, code: str) -> None:
        """Verify an address or number with the code that was sent there (VerifyUserAttribute).

        Args:
            attribute: `email` or `phone_number`.
            code: What the person typed; spaces in it are ignored.

        Raises:
            CodeMismatch: The code is wrong.
            ExpiredCode: The code is too old.
            LimitExceeded: There were too many attempts.
            AliasExists: Another account has verified this address or number.
        """
        document: dict[str, object] = {
            "AttributeName": string("attribute", attribute),
            "Code": code_of(code),
        }
        await self._calls.ask("VerifyUserAttribute", document, self._calls.begin())

    async def change_password(self, previous: str, proposed: str) -> None:
        """Change the password (ChangePassword); sessions continue.

        Args:
            previous: The current password.
            proposed: The new password.

        Raises:
            IncorrectPassword: `previous` is wrong.
            InvalidPassword: `proposed` does not conform to the user pool's policy.
            PasswordHistoryViolation: `proposed` was used before.
            LimitExceeded: There were too many attempts.
        """
        document: dict[str, object] = {
            "PreviousPassword": string("previous", previous, is_secret=True),
            "ProposedPassword": string("proposed", proposed, is_secret=True),
        }
        await self._calls.ask("ChangePassword", document, self._calls.begin_change())

    async def begin_totp(self, *, issuer: str = "") -> TotpSecret:
        """Return a secret for an authenticator app, to show once (AssociateSoftwareToken).

        An app that was enrolled before stays enrolled until `finish_totp`.

        Args:
            issuer: What the authenticator app calls this service; by default, the page's host.

        Raises:
            FeatureNotEnabled: The user pool has no authenticator apps.
        """
        begun = self._calls.begin_change()
        host = parse_url(self._config.redirect_uri).host
        name = begun.claims.email or begun.claims.username
        answer = await self._calls.ask("AssociateSoftwareToken", {}, begun)
        return TotpSecret(answer, issuer=string("issuer", issuer) or host, account=name)

    async def finish_totp(self, code: str, *, device_name: str = "") -> None:
        """Enrol the authenticator app, and prefer it from now on.

        VerifySoftwareToken, then SetUserMFAPreference.

        Args:
            code: The six digits that the app shows; spaces in them are ignored.
            device_name: What the person calls the device.

        Raises:
            CodeMismatch: The code is wrong, too old or was used before.
            LimitExceeded: There were too many attempts.
        """
        begun, digits = self._calls.begin(), code_of(code)
        if len(digits) != 6 or not has_only(digits, DIGITS):
            raise CodeMismatch
        document: dict[str, object] = {"UserCode": digits}
        if string("device_name", device_name):
            document["FriendlyDeviceName"] = device_name
        answer = await self._calls.ask("VerifySoftwareToken", document, begun)
        if answer.get("Status") != "SUCCESS":
            raise CodeMismatch
        await self._prefer({"totp": True}, "totp", begun)

    async def set_factors(self, *, preferred: str = "", **factors: bool) -> None:
        """Turn second factors on or off (SetUserMFAPreference).

        Args:
            preferred: The factor that Cognito asks for first, or "".
            factors: Whether `totp`, `sms` or `email` is on; others stay as they are.

        Raises:
            ArgumentRefused: A factor has another name, one is neither True nor False, or
                `preferred` is not one that is on.
        """
        for name, on in factors.items():
            if name not in _SETTINGS:
                raise ArgumentRefused(f"got the factor {name}, expected totp, sms or email")
            checked_flag(name, on)
        if preferred and not factors.get(preferred):
            raise ArgumentRefused(f"preferred: got {preferred!r}, expected a factor that is on")
        await self._prefer(factors, preferred, self._calls.begin_change())

    async def list_passkeys(self) -> "tuple[Passkey, ...]":
        """Return the person's passkeys (ListWebAuthnCredentials)."""
        begun = self._calls.begin()
        found: list[Passkey] = []
        document: dict[str, object] = {}
        for _ in range(_PAGES_OF_PASSKEYS):
            answer = await self._calls.ask("ListWebAuthnCredentials", document, begun)
            found += [Passkey(one) for one in objects(answer, "Credentials")]
            document = {"NextToken": answer.get("NextToken")}
            if not document["NextToken"]:
                break
        return tuple(found)

    async def add_passkey(self) -> None:
        """Create a passkey, on this device or on one that the browser asks for (WebAuthn 5.1.3).

        StartWebAuthnRegistration and CompleteWebAuthnRegistration. The user pool's RP ID has to be
        the page's host or a domain that it is in.

        Raises:
            FeatureNotEnabled: The user pool has no passkeys.
            PasskeyNotCreated: The person cancelled, or browser, authenticator or Cognito refused.
            LimitExceeded: The account has as many passkeys as it may have.
        """
        begun = self._calls.begin_change()
        answer = await self._calls.ask("StartWebAuthnRegistration", {}, begun)
        options = json.dumps(an_object(answer, "CredentialCreationOptions"))
        credential, failure = await (self._create_passkey or browsers_own())(options)
        if failure:
            raise PasskeyNotCreated(failure)
        document: dict[str, object] = {"Credential": parse_object(credential)}
        await self._calls.ask("CompleteWebAuthnRegistration", document, begun)

    async def delete_passkey(self, credential_id: str) -> None:
        """Delete a passkey at Cognito (DeleteWebAuthnCredential); devices may still offer it.

        Args:
            credential_id: The `credential_id` of a `Passkey`.
        """
        document: dict[str, object] = {"CredentialId": string("credential_id", credential_id)}
        await self._calls.ask("DeleteWebAuthnCredential", document, self._calls.begin_change())

    async def sign_out_everywhere(self) -> "SignOutResult":
        """Revoke the tokens of all the person's sign-ins, then sign out here (GlobalSignOut).

        In other browsers, Cognito's own session stays, for an hour at most.

        Returns:
            Which parts of the sign-out here worked.
        """
        await self._calls.ask("GlobalSignOut", {}, self._calls.begin())
        return await self._client.sign_out()

    async def delete(self) -> "SignOutResult":
        """Delete the account for good, then sign out here (DeleteUser).

        Returns:
            Which parts of the sign-out worked.
        """
        await self._calls.ask("DeleteUser", {}, self._calls.begin_change())
        return await self._client.sign_out()

    async def _prefer(
        self, factors: "Mapping[str, bool]", preferred: str, begun: "SessionRecord"
    ) -> None:
        document: dict[str, object] = {
            _SETTINGS[name]: {"Enabled": on, "PreferredMfa": name == preferred}
            for name, on in factors.items()
        }
        await self._calls.ask("SetUserMFAPreference", document, begun)
