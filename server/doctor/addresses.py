"""Whether the page's addresses are registered: Cognito compares them character by character."""

import re
from collections.abc import Awaitable, Callable, Iterator
from urllib.parse import urlencode, urlsplit, urlunsplit

from server.doctor.domain import about_stranger
from server.doctor.finding import Diagnosis, Finding
from server.doctor.patient import Patient
from server.doctor.probing import Answer

REDIRECT_URI_IS_NOT_REGISTERED = Diagnosis(
    name="redirect-uri-is-not-registered",
    cause="The app client has no callback URL that equals `redirect_uri` character by character.",
    sign="/oauth2/authorize ends at /error with redirect_mismatch.",
    cure="Add it to the app client's allowed callback URLs (`CallbackUrls` of infra/cognito.yaml). "
    "Cognito takes plain http for `localhost` only, by that name.",
)
REDIRECT_URI_DIFFERS = Diagnosis(
    name="redirect-uri-differs",
    cause="The callback URL that is registered differs from `redirect_uri` in a detail: the final "
    "slash, the port, upper and lower case, `127.0.0.1` for `localhost`, http for https.",
    sign="/oauth2/authorize ends at /error with redirect_mismatch, and not so for a variant.",
    cure="Write the registered one, or register the written one.",
)
LOGOUT_URI_IS_NOT_REGISTERED = Diagnosis(
    name="logout-uri-is-not-registered",
    cause="The app client has no sign-out URL that equals `logout_uri` character by character.",
    sign="/logout does not redirect to it.",
    cure="Add it to the app client's allowed sign-out URLs (`LogoutUrls` of infra/cognito.yaml).",
)
LOGOUT_URI_DIFFERS = Diagnosis(
    name="logout-uri-differs",
    cause="The sign-out URL that is registered differs from `logout_uri` in a detail.",
    sign="/logout does not redirect to it, and does to a variant.",
    cure="Write the registered one, or register the written one.",
)

DIAGNOSES = (
    REDIRECT_URI_IS_NOT_REGISTERED,
    REDIRECT_URI_DIFFERS,
    LOGOUT_URI_IS_NOT_REGISTERED,
    LOGOUT_URI_DIFFERS,
)

USUAL_PORTS = ("", "8000", "3000", "8080", "5000", "5173")
"""The ports that development servers like; "" is the protocol's own."""

IsRegistered = Callable[[str], Awaitable[bool]]


async def check_redirect_uri(patient: Patient) -> Finding | None:
    """Find a redirect_uri that is not registered, and the one that is."""

    async def is_registered(url: str) -> bool:
        verdict = await patient.authorization(redirect_uri=url)
        return verdict.kind in ("accepted", "refused")

    verdict = await patient.authorization()
    if verdict.kind != "redirect-mismatch":
        return None
    written = patient.config.redirect_uri
    found = await _registered_variant(written, is_registered)
    if found is None:
        known = _registered(patient, "CallbackURLs")
        return REDIRECT_URI_IS_NOT_REGISTERED.found(_with_url(verdict.answer, written) + known)
    patient.redirect_uri = found[0]
    evidence = _with_url(verdict.answer, written)
    return REDIRECT_URI_DIFFERS.found(*_difference("redirect_uri", written, found, evidence))


async def check_logout_uri(patient: Patient) -> Finding | None:
    """Find a logout_uri that is not registered, and the one that is."""

    async def ask(url: str) -> Answer:
        query = urlencode({"client_id": patient.config.client_id, "logout_uri": url})
        return await patient.prober.get(f"{patient.domain}/logout?{query}")

    async def is_registered(url: str) -> bool:
        return (await ask(url)).location == url

    written = patient.config.logout_uri
    answer = await ask(written)
    client_is_known = (await patient.authorization()).knows_the_client
    if not client_is_known or answer.location == written:
        return None
    if not answer.location and answer.status != 400:
        return about_stranger(answer)
    found = await _registered_variant(written, is_registered)
    if found is None:
        known = _registered(patient, "LogoutURLs")
        return LOGOUT_URI_IS_NOT_REGISTERED.found(_with_url(answer, written) + known)
    evidence = _with_url(answer, written)
    return LOGOUT_URI_DIFFERS.found(*_difference("logout_uri", written, found, evidence))


def variants(url: str) -> Iterator[tuple[str, str]]:
    """Give what may have been registered in place of `url`, and how that differs.

    One difference at a time first, then two.
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


def _registered(patient: Patient, member: str) -> str:
    urls = patient.described.client.get(member) if patient.described else None
    return f"; registered are {', '.join(urls)}" if urls else ""


def _difference(key: str, written: str, found: tuple[str, str], evidence: str) -> tuple[str, str]:
    registered, difference = found
    return (
        f'{evidence}; "{registered}" is registered. What differs is {difference}.',
        f'Write {key} = "{registered}", or register "{written}".',
    )
