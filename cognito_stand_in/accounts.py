"""Delete and disable accounts together with what belongs to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .pool import User
    from .service import Service


def delete_user(service: Service, user: User) -> None:
    """Delete an account with its codes, sessions, unfinished sign-ins and tokens.

    A new account with this name must not get anything of the old one.

    Args:
        service: The stand-in.
        user: The user.
    """
    service.codes.invalidate_all(user.username)
    service.sessions.end_all(user.username)
    service.challenges.remove_where(lambda one: one.username == user.username)
    service.interactions.store.remove_where(lambda one: one.username == user.username)
    service.families.revoke_all(user.username)
    service.ceremonies.store.remove_where(lambda one: one.username == user.username)
    service.directory.forget(user.username)
    del service.pool.users[user.username]


def set_enabled(service: Service, user: User, *, is_enabled: bool) -> None:
    """Enable or disable an account. Disabling revokes the user's tokens (AdminDisableUser).

    Args:
        service: The stand-in.
        user: The user.
        is_enabled: Whether the user may sign in.
    """
    user.enabled, user.modified_at = is_enabled, service.now()
    if not is_enabled:
        service.families.revoke_all(user.username)
