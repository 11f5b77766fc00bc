"""The configuration under test, and the requests that several checks share."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from auth.config import AuthConfig
from server.doctor.http_probe import Answer, Prober, parameters_of, parsable_url
from server.origins import is_loopback, origin_of
from server.program import IS_INSTALLED, command

# The verifier and challenge of RFC 7636 appendix B: nothing here is ever signed in.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

Kind = Literal["accepted", "refused", "redirect-mismatch", "client-unknown", "strange"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """How the authorization endpoint responds to a request; `error` is the code it returned."""

    kind: Kind
    answer: Answer
    error: str = ""

    @property
    def knows_the_client(self) -> bool:
        """Whether the app client is one of the pool behind this domain."""
        return self.kind in ("accepted", "refused", "redirect-mismatch")

    @property
    def is_about_scopes(self) -> bool:
        """Whether a scope is the reason; Cognito has two ways to report that."""
        return self.error == "invalid_scope" or (
            parameters_of(self.answer.location).get("error_description") == "invalid_scope"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolDescription:
    """The pool and its app client as AWS describes them (Cognito API: DescribeUserPoolClient)."""

    pool: Mapping[str, Any]
    client: Mapping[str, Any]


class Target:
    """A valid configuration, and what is known about its pool.

    Attributes:
        config: The configuration.
        prober: Sends the requests.
        aws: What AWS describes, if it was asked.
        domain: The origin that requests go to: the configured one, until a check finds the right
            one, so that later checks can go on.
        redirect_uri: The redirect URI in requests; replaced in the same way.
    """

    def __init__(
        self, config: AuthConfig, prober: Prober, aws: PoolDescription | None = None
    ) -> None:
        self.config = config
        self.prober = prober
        self.aws = aws
        self.domain = config.domain_origin
        self.redirect_uri = config.redirect_uri

    async def authorization(self, *, domain: str = "", **changes: str) -> Verdict:
        """Send the page's authorization request and return how the endpoint responds.

        Args:
            domain: The origin to ask, if not `self.domain`.
            changes: Parameters that replace the page's; an empty string removes one.
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
        """Send the token endpoint a form that cannot succeed, and return the answer."""
        url = f"{self.domain}/oauth2/token"
        return await self.prober.post(url, {"client_id": self.config.client_id, **form})

    async def exchange(self) -> Answer:
        """Send the token endpoint a made-up code, and return the answer."""
        return await self.token(
            grant_type="authorization_code",
            code="00000000-0000-0000-0000-000000000000",
            redirect_uri=self.redirect_uri,
            code_verifier=VERIFIER,
        )

    async def discovery(self) -> Answer:
        """Return the answer with the issuer's discovery document."""
        return await self.prober.get(f"{self.config.issuer}/.well-known/openid-configuration")

    async def discovered(self, member: str) -> str:
        """Return a string from the discovery document; empty if there is none."""
        value = document_of(await self.discovery()).get(member)
        return value if isinstance(value, str) else ""

    async def discovered_domain(self) -> str:
        """Return the origin of the domain in the discovery document; empty if there is none."""
        endpoint = parsable_url(await self.discovered("authorization_endpoint"))
        return origin_of(endpoint) if endpoint.startswith(("https://", "http://")) else ""


def document_of(answer: Answer) -> dict[str, Any]:
    """Return the JSON object in an answer; an empty one if it contains none."""
    try:
        document = json.loads(answer.body) if answer.status else None
    except (ValueError, RecursionError):
        return {}
    return document if isinstance(document, dict) else {}


def error_of(answer: Answer) -> str:
    """Return the `error` in an answer of the token or revocation endpoint (RFC 6749 5.2)."""
    error = document_of(answer).get("error")
    return error if isinstance(error, str) else ""


def fix_for_no_response(answer: Answer) -> str:
    """Return the fix for a loopback address that does not answer; empty for other addresses."""
    if not answer.failure or not is_loopback(answer.url):
        return ""
    start = command("serve" if IS_INSTALLED else "")
    return f"Start the server at this address: `{start}` starts the stand-in."


def _verdict(answer: Answer, redirect_uri: str) -> Verdict:
    location = answer.location
    error = parameters_of(location).get("error", "")
    if not location:
        return Verdict(kind=_kind_of_page(answer), answer=answer)
    if origin_of(location) == origin_of(answer.url):
        return Verdict(kind=_kind_within_the_domain(location, error), answer=answer, error=error)
    # Without a session, prompt=none always ends with this error.
    refused = location.startswith(redirect_uri) and error not in ("", "login_required")
    return Verdict(kind="refused" if refused else "accepted", answer=answer, error=error)


def _kind_of_page(answer: Answer) -> Kind:
    """Classify an answer without a redirect: Cognito may show its error page directly."""
    if answer.status != 400 or "x-amz-cognito-request-id" not in answer.headers:
        return "strange"
    return "redirect-mismatch" if b"redirect_mismatch" in answer.body else "client-unknown"


def _kind_within_the_domain(location: str, error: str) -> Kind:
    if urlsplit(location).path != "/error":
        return "accepted"
    return "redirect-mismatch" if error == "redirect_mismatch" else "client-unknown"
