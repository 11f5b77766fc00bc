"""Random bytes and RS256 signatures (W3C Web Cryptography)."""

import js

from ..protocol.jose import ALGORITHM, VerificationKey
from .byte_arrays import from_uint8array, to_uint8array
from .ffi import to_js

_RSASSA = "RSASSA-PKCS1-v1_5"


class WebCrypto:
    """The Crypto port."""

    def random_bytes(self, count: int) -> bytes:
        """Return `count` bytes of `crypto.getRandomValues`."""
        array = js.Uint8Array.new(count)
        js.crypto.getRandomValues(array)
        return from_uint8array(array)

    async def verify_rs256(self, key: VerificationKey, signed: bytes, signature: bytes) -> bool:
        """Return whether `signature` over `signed` was made with `key` (RFC 7518 3.3).

        It was not if the browser cannot use the key or the signature.
        """
        try:
            return await _verified(key, signed, signature)
        except Exception:  # noqa: BLE001 - what the browser says of it names values
            return False


async def _verified(key: VerificationKey, signed: bytes, signature: bytes) -> bool:
    subtle = js.crypto.subtle
    algorithm = to_js({"name": _RSASSA, "hash": "SHA-256"})
    jwk = to_js({"kty": "RSA", "n": key.n, "e": key.e, "alg": ALGORITHM, "ext": True})
    public_key = await subtle.importKey("jwk", jwk, algorithm, False, to_js(["verify"]))
    valid = await subtle.verify(
        _RSASSA, public_key, to_uint8array(signature), to_uint8array(signed)
    )
    return valid is True
