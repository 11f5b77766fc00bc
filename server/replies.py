"""Responses with a file: Cache-Control and content coding (RFC 9110, RFC 9111)."""

import hashlib
import re

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from server.building.compression import WORTH_IT, Coding, Compressed, can_compress, compress
from server.headers import ASKED_FOR_EACH_TIME, KEPT_FOR_EVER, NEVER_STORED

COMPRESSIBLE = re.compile(
    r"text/.*|application/(json|octet-stream|toml|wasm|zip|manifest\+json).*|image/svg.*"
)
_WORDS = re.compile(r"\s*([a-z*]+)\s*(?:;\s*q=([01](?:\.[0-9]{0,3})?)\s*)?")


def unstored(content: bytes, request: Request) -> Response:
    """Return a document that no cache stores: its URL may contain an authorization code."""
    headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": NEVER_STORED}
    return _coded(content, request, headers)


def fresh(
    content: bytes, content_type: str, request: Request, compressed: Compressed | None = None
) -> Response:
    """Return a file that caches may store and must revalidate each time (RFC 9110 13.1.2)."""
    headers = {"Cache-Control": ASKED_FOR_EACH_TIME, "ETag": entity_tag_of(content)}
    if _has_it_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return _coded(content, request, headers | {"Content-Type": content_type}, compressed)


def lasting(
    content: bytes, content_type: str, request: Request, compressed: Compressed
) -> Response:
    """Return a file whose URL will never have other content (RFC 8246)."""
    headers = {"Cache-Control": KEPT_FOR_EVER, "Content-Type": content_type}
    return _coded(content, request, headers, compressed)


def plain(text: str, status: int, headers: dict[str, str] | None = None) -> Response:
    """Return a short text response that no cache stores."""
    return PlainTextResponse(text, status, {"Cache-Control": NEVER_STORED, **(headers or {})})


def entity_tag_of(content: bytes) -> str:
    """Return the entity tag of `content`; weak, because all codings of the content share it."""
    return f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'


def _coded(
    content: bytes,
    request: Request,
    headers: dict[str, str],
    compressed: Compressed | None = None,
) -> Response:
    is_worth_it = can_compress() and len(content) >= WORTH_IT
    if not is_worth_it or not COMPRESSIBLE.fullmatch(headers["Content-Type"]):
        return _whole(content, request, headers)
    headers["Vary"] = "Accept-Encoding"
    coding = accepted_coding(request.headers.get("accept-encoding", ""))
    if coding is not None:
        headers["Content-Encoding"] = coding
        found = compressed.find(content, coding) if compressed is not None else None
        content = found or compress(content, coding)
    return _whole(content, request, headers)


def accepted_coding(header: str) -> Coding | None:
    """Return the best coding that an Accept-Encoding header allows (RFC 9110 12.5.3)."""
    words = [match for word in header.split(",") if (match := _WORDS.fullmatch(word.lower()))]
    allowed = {word.group(1) for word in words if float(word.group(2) or 1) > 0}
    if "br" in allowed:
        return "br"
    return "gzip" if "gzip" in allowed else None


def _whole(content: bytes, request: Request, headers: dict[str, str]) -> Response:
    # Explicit, because the response to HEAD has the length of a body that it lacks.
    headers["Content-Length"] = str(len(content))
    return Response(b"" if request.method == "HEAD" else content, headers=headers)


def _has_it_already(request: Request, entity_tag: str) -> bool:
    known = request.headers.get("if-none-match", "")
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return known.strip() == "*" or entity_tag.removeprefix("W/") in tags
