"""AWS Signature Version 4, in the Authorization header (IAM User Guide: signing requests)."""

import binascii
import hashlib

from ...encoding.url import form_decode, parse_url, percent_decode, percent_encode
from ...errors import ArgumentRefused
from ...protocol.http import Request

ALGORITHM = "AWS4-HMAC-SHA256"

_BLOCK = 64
_UNSIGNABLE = ("authorization", "host", "x-amz-date", "x-amz-security-token")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .identity_pool import AwsCredentials


def sign(
    request: Request, credentials: "AwsCredentials", *, service: str, region: str, now: float
) -> Request:
    """Return `request` with a signature.

    Args:
        request: What to send.
        credentials: The credentials to sign with.
        service: The service's name in signatures, such as `s3`.
        region: The service's region.
        now: The time, in epoch seconds.

    Returns:
        A request with path and query encoded as they were signed.

    Raises:
        ArgumentRefused: A browser would change the URL or a header, and so break the signature.
        MalformedResponse: The query has broken escapes.
    """
    url = parse_url(request.url)
    path, query = _path(url.path), _query(url.query or "")
    stamp, digest = time_stamp(now), _hash(_octets(request.body))
    headers = request.headers + (("X-Amz-Date", stamp),)
    if credentials.session_token:
        headers += (("X-Amz-Security-Token", credentials.session_token),)
    if service == "s3":
        headers += (("X-Amz-Content-Sha256", digest),)
    signed = _canonical(request.headers, headers, host=url.origin.partition("://")[2])
    names = ";".join([name for name, _ in signed])
    lines = [request.method, path if service == "s3" else _encoded_again(path), query]
    lines += [f"{name}:{value}" for name, value in signed]
    scope = "/".join([stamp[:8], region, service, "aws4_request"])
    text = "\n".join([ALGORITHM, stamp, scope, _hash("\n".join(lines + ["", names, digest]))])
    signature = _hex(hmac_sha256(_signing_key(credentials.secret_key, scope), text.encode()))
    proof = f"Credential={credentials.access_key_id}/{scope}, SignedHeaders={names}"
    headers += (("Authorization", f"{ALGORITHM} {proof}, Signature={signature}"),)
    return request.readdressed(url.origin + path + ("?" + query if query else ""), headers)


def hmac_sha256(key: bytes, message: bytes) -> bytes:
    """Return the HMAC-SHA-256 of `message` (RFC 2104); MicroPython has no `hmac`."""
    if len(key) > _BLOCK:
        key = hashlib.sha256(key).digest()
    key += bytes(_BLOCK - len(key))
    inner = hashlib.sha256(bytes([byte ^ 0x36 for byte in key]) + message).digest()
    return hashlib.sha256(bytes([byte ^ 0x5C for byte in key]) + inner).digest()


def time_stamp(now: float) -> str:
    """Return epoch seconds as `20150830T123600Z`; MicroPython has no `datetime`."""
    days, seconds = divmod(int(now), 86400)
    # Years that start in March have the leap day at their end.
    era, day = divmod(days + 719468, 146097)
    year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    day -= (153 * month + 2) // 5 - 1
    month += 3 if month < 10 else -9
    year += era * 400 + (month <= 2)
    clock = f"{seconds // 3600:02d}{seconds // 60 % 60:02d}{seconds % 60:02d}"
    return f"{year:04d}{month:02d}{day:02d}T{clock}Z"


def _path(path: str) -> str:
    """Escape the path in the one way that browsers keep; refuse `.` and `..`."""
    segments = [percent_decode(segment) for segment in path.split("/")]
    if any([segment in (".", "..") for segment in segments]):
        raise ArgumentRefused("url: got a path with . or .., which browsers resolve before sending")
    return "/".join([percent_encode(segment) for segment in segments])


def _query(query: str) -> str:
    """Escape names and values in the same way, and sort them; a plus is a space."""
    pairs = [(percent_encode(name), percent_encode(value)) for name, value in form_decode(query)]
    return "&".join([name + "=" + value for name, value in sorted(pairs)])


def _encoded_again(path: str) -> str:
    """Return the path as all services but S3 sign it: escaped twice, without empty segments."""
    pieces = [percent_encode(segment) for segment in path.split("/") if segment]
    end = "/" if pieces and path.endswith("/") else ""
    return "/" + "/".join(pieces) + end


def _canonical(
    given: "tuple[tuple[str, str], ...]", headers: "tuple[tuple[str, str], ...]", *, host: str
) -> "list[tuple[str, str]]":
    names = [name.lower() for name, _ in headers]
    if len(set(names)) < len(names) or any([name.lower() in _UNSIGNABLE for name, _ in given]):
        raise ArgumentRefused(
            "headers: got one name twice, or a header that the signature sets itself"
        )
    pairs = [(name.lower(), " ".join(value.split())) for name, value in headers]
    return sorted(pairs + [("host", host)])


def _signing_key(secret_key: str, scope: str) -> bytes:
    key = ("AWS4" + secret_key).encode()
    for part in scope.split("/"):
        key = hmac_sha256(key, part.encode())
    return key


def _octets(body: str | bytes | None) -> bytes:
    return body.encode() if isinstance(body, str) else body or b""


def _hash(data: str | bytes) -> str:
    return _hex(hashlib.sha256(_octets(data)).digest())


def _hex(data: bytes) -> str:
    return binascii.hexlify(data).decode()
