"""Who is examined: a configuration, and the questions about it that several checks share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from auth.config import AuthConfig
from server.doctor.probing import Answer, Prober, parameters_of, url_or_nothing
from server.origins import is_loopback, origin_of

# The verifier and challenge of RFC 7636 appendix B: nothing here is ever signed in.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

Kind = Literal["accepted", "refused", "redirect-mismatch", "client-unknown", "strange"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the authorization endpoint makes of a request; `error` is what it told the app."""

    kind: Kind
    answer: Answer
    error: str = ""

    @property
    def knows_the_client(self) -> bool:
        """Whether the app client is one of the pool behind this domain."""
        return self.kind in ("accepted", "refused", "redirect-mismatch")

    @property
    def is_about_scopes(self) -> bool:
        """Whether a scope is the reason: Cognito has two ways to say so."""
        return self.error == "invalid_scope" or (
            parameters_of(self.answer.location).get("error_description") == "invalid_scope"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """The pool and its app client as AWS describes them (Cognito API: DescribeUserPoolClient)."""

    pool: Mapping[str, Any]
    client: Mapping[str, Any]


class Patient:
    """A checked configuration, whoever asks Cognito about it, and what AWS says if it was asked.

    `domain` (an origin) and `redirect_uri` are what is asked with: those of the configuration until
    a check finds out what they should have been, so that the checks after it see further.
    """

    def __init__(
        self, config: AuthConfig, prober: Prober, described: Described | None = None
    ) -> None:
        self.config = config
        self.prober = prober
        self.described = described
        self.domain = config.domain_origin
        self.redirect_uri = config.redirect_uri

    async def authorization(self, *, domain: str = "", **changes: str) -> Verdict:
        """Ask for a sign-in as the page would, with `changes` to the parameters; "" drops one.

        `domain` is another origin to ask than the configured one.
        """
        config = self.config
        parameters = {
            "response_type": "code",
            "client_id": config.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": " ".join(config.scopes),
            "state": "doctor",
            "nonce": "doctor",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
            **dict(config.parameters),
            **changes,
        }
        query = urlencode({name: value for name, value in parameters.items() if value})
        origin = domain or self.domain
        answer = await self.prober.get(f"{origin}/oauth2/authorize?{query}")
        return _verdict(answer, parameters["redirect_uri"])

    async def token(self, **form: str) -> Answer:
        """Send the token endpoint a form that cannot succeed."""
        url = f"{self.domain}/oauth2/token"
        return await self.prober.post(url, {"client_id": self.config.client_id, **form})

    async def exchange(self) -> Answer:
        """Try to exchange a code that nobody issued."""
        return await self.token(
            grant_type="authorization_code",
            code="00000000-0000-0000-0000-000000000000",
            redirect_uri=self.redirect_uri,
            code_verifier=VERIFIER,
        )

    async def discovery(self) -> Answer:
        """Fetch the issuer's discovery document."""
        return await self.prober.get(f"{self.config.issuer}/.well-known/openid-configuration")

    async def discovered(self, member: str) -> str:
        """Give a member of the discovery document; empty where there is none to be had."""
        value = document_of(await self.discovery()).get(member)
        return value if isinstance(value, str) else ""

    async def discovered_domain(self) -> str:
        """Give the origin of the domain that the issuer names; empty where it names none."""
        endpoint = url_or_nothing(await self.discovered("authorization_endpoint"))
        return origin_of(endpoint) if endpoint.startswith(("https://", "http://")) else ""


def document_of(answer: Answer) -> dict[str, Any]:
    """Read a JSON object; empty where the answer is none."""
    try:
        document = json.loads(answer.body) if answer.status else None
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def error_of(answer: Answer) -> str:
    """Give the `error` in an answer of the token or revocation endpoint (RFC 6749 5.2)."""
    error = document_of(answer).get("error")
    return error if isinstance(error, str) else ""


def cure_of_silence(answer: Answer) -> str:
    """Say what to do where nobody answers on this machine; empty for elsewhere."""
    if not answer.failure or not is_loopback(answer.url):
        return ""
    return "Start what is to answer there: `uv run serve.py` starts the stand-in."


def _verdict(answer: Answer, redirect_uri: str) -> Verdict:
    location = answer.location
    error = parameters_of(location).get("error", "")
    if not location:
        return Verdict(kind=_kind_of_page(answer), answer=answer)
    if origin_of(location) == origin_of(answer.url):
        return Verdict(kind=_kind_within_the_domain(location, error), answer=answer, error=error)
    # Nobody is signed in here, so prompt=none cannot end otherwise.
    refused = location.startswith(redirect_uri) and error not in ("", "login_required")
    return Verdict(kind="refused" if refused else "accepted", answer=answer, error=error)


def _kind_of_page(answer: Answer) -> Kind:
    """Judge an answer that leads nowhere: Cognito may show its error page there and then."""
    if answer.status != 400 or "x-amz-cognito-request-id" not in answer.headers:
        return "strange"
    return "redirect-mismatch" if b"redirect_mismatch" in answer.body else "client-unknown"


def _kind_within_the_domain(location: str, error: str) -> Kind:
    if urlsplit(location).path != "/error":
        return "accepted"
    return "redirect-mismatch" if error == "redirect_mismatch" else "client-unknown"
