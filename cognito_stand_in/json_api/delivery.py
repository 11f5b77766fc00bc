"""Where a code is sent, as the API describes it (Cognito API: CodeDeliveryDetailsType)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..pool import User


def delivery_details(user: User, *, verified_only: bool) -> dict[str, Any] | None:
    """Return how a code reaches a user, or None if it cannot.

    Args:
        user: Who gets the code.
        verified_only: Whether the address has to be verified already.
    """
    email, phone = (user.attributes.get(name) for name in ("email", "phone_number"))
    if email and (not verified_only or user.attributes.get("email_verified") == "true"):
        return attribute_details("email", email)
    if phone and verified_only and user.attributes.get("phone_number_verified") == "true":
        return attribute_details("phone_number", phone)
    return None


def attribute_details(name: str, address: str) -> dict[str, Any]:
    """Return how a code reaches an address.

    Args:
        name: The attribute, `email` or `phone_number`.
        address: Its value.
    """
    if name == "email":
        return _by_email(address)
    return {
        "Destination": f"+*******{address[-4:]}",
        "DeliveryMedium": "SMS",
        "AttributeName": name,
    }


def simulated_details(username: str) -> dict[str, Any]:
    """Return what a request gets for a name that has no account; always the same for one name."""
    return _by_email(username if "@" in username else f"{username}@example.com")


def _by_email(address: str) -> dict[str, Any]:
    name, _, host = address.rpartition("@")
    return {
        "Destination": f"{name[:1]}***@{host[:1]}***",
        "DeliveryMedium": "EMAIL",
        "AttributeName": "email",
    }
