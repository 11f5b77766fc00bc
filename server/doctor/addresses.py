"""Checks that the page's URLs are registered: Cognito compares them character by character."""

import re
from collections.abc import Awaitable, Callable, Iterator
from urllib.parse import urlencode, urlsplit, urlunsplit

from server.doctor.diagnoses import found
from server.doctor.domain import unexpected_answer
from server.doctor.finding import Finding
from server.doctor.http_probe import Answer
from server.doctor.target import Target

USUAL_PORTS = ("", "8000", "3000", "8080", "5000", "5173")
"""Usual ports of development servers; "" is the default port of the protocol."""

IsRegistered = Callable[[str], Awaitable[bool]]


async def check_redirect_uri(target: Target) -> Finding | None:
    """Check that `redirect_uri` is registered, and look for a similar one that is."""

    async def is_registered(url: str) -> bool:
        verdict = await target.authorization(redirect_uri=url)
        return verdict.kind in ("accepted", "refused")

    verdict = await target.authorization()
    if verdict.kind != "redirect-mismatch":
        return None
    written = target.config.redirect_uri
    variant = await _registered_variant(written, is_registered)
    if variant is None:
        known = _registered(target, "CallbackURLs")
        return found("redirect-uri-is-not-registered", _with_url(verdict.answer, written) + known)
    target.redirect_uri = variant[0]
    evidence = _with_url(verdict.answer, written)
    return found("redirect-uri-differs", *_difference("redirect_uri", written, variant, evidence))


async def check_logout_uri(target: Target) -> Finding | None:
    """Check that `logout_uri` is registered, and look for a similar one that is."""

    async def ask(url: str) -> Answer:
        query = urlencode({"client_id": target.config.client_id, "logout_uri": url})
        return await target.prober.get(f"{target.domain}/logout?{query}")

    async def is_registered(url: str) -> bool:
        return (await ask(url)).location == url

    written = target.config.logout_uri
    answer = await ask(written)
    client_is_known = (await target.authorization()).knows_the_client
    if not client_is_known or answer.location == written:
        return None
    if not answer.location and answer.status != 400:
        return unexpected_answer(answer)
    variant = await _registered_variant(written, is_registered)
    if variant is None:
        known = _registered(target, "LogoutURLs")
        return found("logout-uri-is-not-registered", _with_url(answer, written) + known)
    evidence = _with_url(answer, written)
    return found("logout-uri-differs", *_difference("logout_uri", written, variant, evidence))


def variants(url: str) -> Iterator[tuple[str, str]]:
    """Yield URLs that may have been registered instead of `url`, with the difference in words.

    URLs with one difference come before those with two.
    """
    seen = {url}
    nearest = list(_one_step(url))
    further = [
        (other, f"{first}, and {second}")
        for step, first in nearest
        for other, second in _one_step(step)
        if first != second and "the path" not in (first, second)
    ]
    for other, difference in [*nearest, *further]:
        if other not in seen:
            seen.add(other)
            yield other, difference


async def _registered_variant(url: str, is_registered: IsRegistered) -> tuple[str, str] | None:
    for other, difference in variants(url):
        if await is_registered(other):
            return other, difference
    return None


def _one_step(url: str) -> Iterator[tuple[str, str]]:
    parts = urlsplit(url)
    path, host, port = parts.path, parts.hostname or "", str(parts.port or "")
    swapped = path.rstrip("/") if path.endswith("/") else f"{path}/"
    yield urlunsplit(parts._replace(path=swapped)), "the slash at the end"
    yield url.lower(), "upper and lower case"
    scheme = "http" if parts.scheme == "https" else "https"
    yield urlunsplit(parts._replace(scheme=scheme)), "the protocol"
    for other in _other_hosts(host):
        yield urlunsplit(parts._replace(netloc=_netloc(other, port))), "the host name"
    for other in USUAL_PORTS:
        if other != port and host in ("localhost", "127.0.0.1"):
            yield urlunsplit(parts._replace(netloc=_netloc(host, other))), "the port"
    for other in ("/", "/callback", "/index.html"):
        yield urlunsplit(parts._replace(path=other)), "the path"


def _other_hosts(host: str) -> list[str]:
    if host in ("localhost", "127.0.0.1"):
        return ["127.0.0.1" if host == "localhost" else "localhost"]
    # An address of figures and brackets has no www.
    if not re.search(r"[a-z]", host) or "." not in host:
        return []
    return [host.removeprefix("www.") if host.startswith("www.") else f"www.{host}"]


def _netloc(host: str, port: str) -> str:
    return f"{host}:{port}" if port else host


def _with_url(answer: Answer, url: str) -> str:
    return f'{answer.in_words}, for "{url}"'


def _registered(target: Target, member: str) -> str:
    urls = target.aws.client.get(member) if target.aws else None
    return f"; registered are {', '.join(urls)}" if urls else ""


def _difference(key: str, written: str, variant: tuple[str, str], evidence: str) -> tuple[str, str]:
    registered, difference = variant
    return (
        f'{evidence}; "{registered}" is registered. What differs is {difference}.',
        f'Write {key} = "{registered}", or register "{written}".',
    )
