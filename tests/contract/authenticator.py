"""An authenticator in software, as WebAuthn describes one, with any mistake a test wants."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor

from cognito_stand_in.signing import base64url

ORIGIN = "http://localhost:8000"
RP_ID = "localhost"


class Authenticator:
    """An authenticator with one key.

    Args:
        origin: The origin of the page that uses it.
        rp_id: The RP ID that it signs for.
        verifies: Whether it verifies its user.
        algorithm: The COSE algorithm that it claims.
        attachment: What the browser says about it.
    """

    def __init__(
        self,
        *,
        origin: str = ORIGIN,
        rp_id: str = RP_ID,
        verifies: bool = True,
        algorithm: int = -7,
        attachment: str = "platform",
    ) -> None:
        self.origin = origin
        self.rp_id = rp_id
        self.verifies = verifies
        self.algorithm = algorithm
        self.attachment = attachment
        self.credential_id = secrets.token_bytes(16)
        self.counter = 0
        self._key = ec.generate_private_key(ec.SECP256R1())

    @property
    def id(self) -> str:
        """The credential id as JSON has it."""
        return base64url(self.credential_id)

    def create(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return a new credential, as `PublicKeyCredential.toJSON` does."""
        attested = bytes(16) + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        data = self._authenticator_data(0x40) + attested + cbor.encode(self._cose_key())
        attestation = {"fmt": "none", "attStmt": {}, "authData": data}
        return self._credential(
            {
                "clientDataJSON": self._client_data("webauthn.create", options["challenge"]),
                "attestationObject": base64url(cbor.encode(attestation)),
                "transports": ["internal"],
            }
        )

    def get(self, options: dict[str, Any]) -> dict[str, Any]:
        """Return an assertion, as `PublicKeyCredential.toJSON` does."""
        self.counter += 1
        data = self._authenticator_data(0)
        text = json.dumps(self._collected("webauthn.get", options["challenge"])).encode()
        signed = data + hashlib.sha256(text).digest()
        return self._credential(
            {
                "clientDataJSON": base64url(text),
                "authenticatorData": base64url(data),
                "signature": base64url(self._key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            }
        )

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": self.id,
            "rawId": self.id,
            "type": "public-key",
            "authenticatorAttachment": self.attachment,
            "clientExtensionResults": {},
            "response": response,
        }

    def _authenticator_data(self, flags: int) -> bytes:
        present_and_verified = 0x05 if self.verifies else 0x01
        hashed = hashlib.sha256(self.rp_id.encode()).digest()
        return hashed + bytes([flags | present_and_verified]) + self.counter.to_bytes(4, "big")

    def _client_data(self, kind: str, challenge: str) -> str:
        return base64url(json.dumps(self._collected(kind, challenge)).encode())

    def _collected(self, kind: str, challenge: str) -> dict[str, Any]:
        return {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}

    def _cose_key(self) -> dict[int, Any]:
        numbers = self._key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
        return {1: 2, 3: self.algorithm, -1: 1, -2: x, -3: y}
