"""The user directory: passwords, sign-up, confirmation, reset (Cognito: user accounts)."""

from __future__ import annotations

import secrets
import uuid
from hmac import compare_digest
from typing import TYPE_CHECKING

from .directory_errors import DirectoryError, NotConfirmed, TemporaryPassword
from .factors.attempts import Attempts
from .factors.srp import make_verifier, written
from .messages import CODE_SECONDS, Message
from .passwords import hash_password, password_matches, policy_violation
from .pool import Group, Identity, User
from .usernames import EMAIL, UsernameInvalid, names_of, new_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from .messages import Purpose
    from .pool import IdentityProvider, Pool, ProviderPerson


class Directory:
    """The users of a pool, and the codes that would have been sent to them.

    `announce` is called with each message.

    Args:
        pool: The user pool.
        now: Returns the time in epoch seconds.
    """

    def __init__(self, pool: Pool, now: Callable[[], float]) -> None:
        self._pool = pool
        self._now = now
        self.outbox: dict[tuple[str, Purpose], Message] = {}
        self.attempts = Attempts()
        self.announce: Callable[[Message], object] = lambda _: None

    def find(self, name: str) -> User | None:
        """Return the user with this username, or who signs in with it, ignoring case, or None."""
        wanted = name.strip().casefold()
        users = self._pool.users
        by_name = (user for user in users.values() if wanted in names_of(self._pool, user))
        return users.get(name) or next(by_name, None)

    def authenticate(self, name: str, password: str, *, hide_existence: bool) -> User:
        """Return the user with this name and password.

        Args:
            name: A username or a verified e-mail address.
            password: The password.
            hide_existence: Whether unknown names and wrong passwords get the same message.

        Raises:
            DirectoryError: the user cannot sign in; the message is for the page.
        """
        user = self.find(name)
        if user is None and not hide_existence:
            raise DirectoryError("User does not exist.", "UserNotFoundException")
        if user is None or not self._is_password_of(user, password):
            raise DirectoryError("Incorrect username or password.", "NotAuthorizedException")
        self.refuse_blocked(user)
        return user

    def _is_password_of(self, user: User, password: str) -> bool:
        now = self._now()
        self.attempts.check_sign_in(user.username, now)
        matches = user.password_hash is not None and password_matches(password, user.password_hash)
        if not matches:
            self.attempts.record_failure(user.username, now)
        return matches

    @staticmethod
    def refuse_blocked(user: User) -> None:
        """Check that a user may sign in.

        Raises:
            DirectoryError: the user may not.
        """
        if not user.enabled:
            raise DirectoryError("User is disabled.", "NotAuthorizedException")
        if not user.confirmed:
            raise NotConfirmed
        if user.must_reset_password:
            raise DirectoryError(
                "Password reset required for the user", "PasswordResetRequiredException"
            )
        if user.temporary_password:
            raise TemporaryPassword(user)

    def sign_up(self, username: str, password: str, attributes: dict[str, str]) -> User:
        """Create an account, which is confirmed at once only if a trigger does that.

        Raises:
            DirectoryError: sign-up is not allowed, the name is taken, or a value is invalid.
        """
        if not self._pool.sign_up_allowed:
            raise DirectoryError(
                "SignUp is not permitted for this user pool", "NotAuthorizedException"
            )
        return self.add(username.strip(), password, attributes, confirmed=self._pool.auto_confirm)

    def add(
        self, username: str, password: str, attributes: dict[str, str], *, confirmed: bool
    ) -> User:
        """Create an account.

        Raises:
            DirectoryError: the name is taken, or a value is invalid.
        """
        typed = username
        try:
            username, sub, attributes = new_account(self._pool, typed, attributes)
        except UsernameInvalid as mistake:
            raise DirectoryError(str(mistake)) from None
        if "email" in attributes and not EMAIL.fullmatch(attributes["email"]):
            raise DirectoryError("Invalid email address format.")
        self._refuse_weak(password)
        if self.find(typed) is not None:
            raise DirectoryError("User already exists", "UsernameExistsException")
        verified = {
            f"{name}_verified": "true" if confirmed else "false"
            for name in ("email", "phone_number")
            if name in attributes
        }
        user = User(
            username=username,
            sub=sub,
            attributes={**attributes, **verified},
            confirmed=confirmed,
            created_at=self._now(),
        )
        self._keep_password(user, password)
        self._pool.users[username] = user
        return user

    def send_code(self, user: User, purpose: Purpose, *, code: str | None = None) -> Message:
        """Put a new code into the outbox, where it replaces an older one for the same purpose.

        Args:
            user: Who gets the code.
            purpose: What the code is for.
            code: What is sent; six random digits by default.
        """
        now = self._now()
        self.outbox = {key: sent for key, sent in self.outbox.items() if now < sent.expires_at}
        message = Message(
            username=user.username,
            purpose=purpose,
            code=code or f"{secrets.randbelow(10**6):06}",
            expires_at=now + CODE_SECONDS[purpose],
        )
        self.outbox[user.username, purpose] = message
        self.announce(message)
        return message

    def forget(self, username: str) -> None:
        """Delete the codes that were sent to a user, and the user's failures."""
        self.attempts.forget(username)
        self.outbox = {key: sent for key, sent in self.outbox.items() if key[0] != username}

    def confirm(self, user: User) -> None:
        """Confirm an account, and verify where its code was sent: the e-mail address first."""
        user.confirmed, user.modified_at = True, self._now()
        places = [name for name in ("email", "phone_number") if name in user.attributes]
        if places:
            user.attributes[f"{places[0]}_verified"] = "true"

    def confirm_by_code(self, username: str, code: str) -> User:
        """Confirm an account with the code that its owner typed.

        Raises:
            DirectoryError: the code is wrong or has expired.
        """
        user = self.redeem(username, "confirm", code)
        owner = self.find(user.email or "")
        if owner is not None and owner is not user:
            raise DirectoryError(
                "An account with the email already exists.", "AliasExistsException"
            )
        self.confirm(user)
        return user

    def reset_by_code(self, username: str, code: str, password: str) -> User:
        """Set a new password with the code that the user typed.

        Raises:
            DirectoryError: the code is wrong or has expired, or the password is too weak.
        """
        self._refuse_weak(password)
        user = self.redeem(username, "reset", code)
        self.set_password(user, password)
        return user

    def set_password(self, user: User, password: str) -> None:
        """Set a password.

        Raises:
            DirectoryError: it is too weak.
        """
        self._refuse_weak(password)
        self._keep_password(user, password)
        user.development_password = None
        user.must_reset_password = user.temporary_password = False
        user.modified_at = self._now()

    def require_reset(self, user: User) -> None:
        """Require a user to choose a new password with a code (AdminResetUserPassword)."""
        user.must_reset_password, user.modified_at = True, self._now()

    def _keep_password(self, user: User, password: str) -> None:
        user.password_hash = hash_password(password)
        verifier = make_verifier(self._pool.pool_id, user.username, password)
        user.srp_verifier = written(verifier)

    def federated(self, provider: IdentityProvider, person: ProviderPerson) -> User:
        """Return the account of a federated user, which is created at the first sign-in."""
        username = f"{provider.name}_{person.user_id}"
        user = self._pool.users.get(username)
        if user is None:
            now = self._now()
            user = User(
                username=username,
                sub=str(uuid.uuid5(uuid.NAMESPACE_URL, f"{self._pool.pool_id}/{username}")),
                groups=[f"{self._pool.pool_id}_{provider.name}"],
                identity=Identity(
                    user_id=person.user_id,
                    provider_name=provider.name,
                    provider_type=provider.kind,
                    issuer=provider.issuer,
                    created_at=now,
                ),
                created_at=now,
            )
            self._pool.users[username] = user
            self._pool.groups.setdefault(
                user.groups[0],
                Group(
                    name=user.groups[0],
                    description=f"Autogenerated group for users who sign in using {provider.name}",
                    created_at=now,
                ),
            )
        mapping = provider.attribute_mapping.items()
        user.attributes |= {
            ours: person.attributes[theirs]
            for ours, theirs in mapping
            if theirs in person.attributes
        }
        return user

    def _refuse_weak(self, password: str) -> None:
        violation = policy_violation(password, self._pool.password_policy)
        if violation is not None:
            raise DirectoryError(violation, "InvalidPasswordException")

    def redeem(self, username: str, purpose: Purpose, code: str) -> User:
        """Return the user who was sent a code. The code cannot be used again.

        Raises:
            DirectoryError: the code is wrong or has expired.
        """
        message, user = self.outbox.get((username, purpose)), self._pool.users.get(username)
        typed = code.strip().encode("utf-8", "replace")
        if message is None or user is None or not compare_digest(message.code.encode(), typed):
            raise DirectoryError(
                "Invalid verification code provided, please try again.", "CodeMismatchException"
            )
        if self._now() >= message.expires_at:
            raise DirectoryError(
                "Invalid code provided, please request a code again.", "ExpiredCodeException"
            )
        del self.outbox[username, purpose]
        return user
