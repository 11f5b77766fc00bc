"""Creates passkeys (Web Authentication Level 3, `navigator.credentials`)."""

import js

from .ffi import IS_MICROPYTHON, is_none, to_js

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


async def create_passkey(options: str) -> "tuple[str, str]":
    """Ask the person and an authenticator for a new passkey (WebAuthn 5.1.3).

    Args:
        options: The options in JSON (WebAuthn 5.4, PublicKeyCredentialCreationOptionsJSON).

    Returns:
        The credential in JSON and ""; or "" and the name of the browser's exception, such as
        `NotAllowedError`.
    """
    kind: Any = getattr(js, "PublicKeyCredential", None)
    if is_none(kind) or is_none(getattr(kind, "parseCreationOptionsFromJSON", None)):
        return "", "NotSupportedError"
    # In a promise, because MicroPython catches no exception that JavaScript throws at once.
    parsed = js.Promise.resolve(js.JSON.parse(options)).then(kind.parseCreationOptionsFromJSON)
    try:
        public_key = await parsed
        created = await js.navigator.credentials.create(to_js({"publicKey": public_key}))
    except Exception as failure:  # noqa: BLE001 - whatever the browser refuses with
        return "", _name_of(failure)
    return str(js.JSON.stringify(created)), ""


def _name_of(failure: "Any") -> str:
    """Return the name of a DOMException; MicroPython has it as the second argument."""
    if IS_MICROPYTHON:
        return str(failure.args[1]) if len(failure.args) > 1 else "Error"
    return str(getattr(failure, "name", "Error"))
