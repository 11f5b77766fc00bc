"""One request to the API of user pools, and what its members name."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .protocol import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..pool import AppClient, Group, User
    from ..service import Service
    from .members import Members


@dataclass(frozen=True, slots=True)
class Call:
    """A request to the API of user pools: the stand-in and the members of the request."""

    service: Service
    members: Members

    def require_pool(self) -> None:
        """Check that `UserPoolId` names the pool.

        Raises:
            ApiError: it names another pool.
        """
        pool_id = self.members.text("UserPoolId")
        if pool_id != self.service.pool.pool_id:
            raise ApiError("ResourceNotFoundException", f"User pool {pool_id} does not exist.")

    def client(self, unknown: str = "ResourceNotFoundException") -> AppClient:
        """Return the client that `ClientId` names.

        Args:
            unknown: The exception for an unknown client.

        Raises:
            ApiError: there is no such client.
        """
        client_id = self.members.text("ClientId")
        client = self.service.pool.clients.get(client_id)
        if client is None:
            raise ApiError(unknown, f"User pool client {client_id} does not exist.")
        return client

    def user(self) -> User:
        """Return the user that `Username` names in an administrator's request.

        Raises:
            ApiError: there is no such pool or user.
        """
        self.require_pool()
        user = self.find_user(self.members.text("Username"))
        if user is None:
            raise ApiError("UserNotFoundException", "User does not exist.")
        return user

    def find_user(self, name: str) -> User | None:
        """Return the user with this username, verified e-mail address or `sub`, or None."""
        users = self.service.pool.users.values()
        by_sub = (user for user in users if user.sub == name)
        return self.service.directory.find(name) or next(by_sub, None)

    def group(self) -> Group:
        """Return the group that `GroupName` names.

        Raises:
            ApiError: there is no such group.
        """
        group = self.service.pool.groups.get(self.members.text("GroupName"))
        if group is None:
            raise ApiError("ResourceNotFoundException", "Group not found.")
        return group


def needed(parameters: Mapping[str, str], name: str) -> str:
    """Return one of the parameters of a sign-in, or of the answers to a challenge.

    Raises:
        ApiError: it is missing or empty.
    """
    value = parameters.get(name)
    if not value:
        raise ApiError("InvalidParameterException", f"Missing required parameter {name}")
    return value


def check_secret_hash(client: AppClient, given: str | None, usernames: Iterable[str]) -> None:
    """Check the SECRET_HASH of a request: HMAC-SHA256 of username and client id, in Base64.

    Args:
        client: The client that the request names.
        given: The hash; None if the request has none.
        usernames: The names that the hash may contain.

    Raises:
        ApiError: the hash is wrong, or missing for a client with a secret, or present for one
            without.
    """
    known = [secret for secret in (client.secret, client.second_secret) if secret is not None]
    if given is None and not known:
        return
    if given is None:
        raise ApiError(
            "NotAuthorizedException",
            f"Client {client.client_id} is configured with secret but SECRET_HASH was not received",
        )
    names = list(usernames)
    hashes = [_secret_hash(client, secret, name) for secret in known for name in names]
    # A list: every hash is compared, so that the time does not depend on which one matches.
    if True not in [hmac.compare_digest(one, given.encode("utf-8", "replace")) for one in hashes]:
        raise ApiError(
            "NotAuthorizedException",
            f"Unable to verify secret hash for client {client.client_id}",
        )


def _secret_hash(client: AppClient, secret: str, username: str) -> bytes:
    message = f"{username}{client.client_id}".encode("utf-8", "replace")
    return base64.b64encode(hmac.digest(secret.encode(), message, hashlib.sha256))
