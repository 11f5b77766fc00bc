"""Parse authorization requests (RFC 6749 4.1.1, RFC 7636 4.3, RFC 8707, Cognito: authorize)."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import parse_qsl, quote_from_bytes

from .pool import COGNITO_SCOPES
from .redirects import Redirected, callback, error_pairs, form_encoded
from .step_up import has_step_up, requested_levels

if TYPE_CHECKING:
    from starlette.requests import Request

    from .pool import AppClient, IdentityProvider, Pool
    from .switches import Switches

PROMPTS = frozenset({"none", "login", "select_account", "consent"})
_CHALLENGE = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CUSTOM_SCHEME = re.compile(r"(?!https?:)[a-zA-Z][a-zA-Z0-9+.-]*:.+", re.DOTALL)
_PRINTABLE = bytes(range(0x21, 0x7F))
_FLOWS = {"code": "code", "token": "implicit"}


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizationRequest:
    """A valid authorization request; `query` is its query string, which pages pass on unchanged."""

    query: str = field(repr=False)
    client: AppClient
    redirect_uri: str
    response_type: str
    scopes: tuple[str, ...]
    state: str | None = field(repr=False)
    nonce: str | None = field(repr=False)
    code_challenge: str | None = field(repr=False)
    resource: str | None
    prompt: frozenset[str]
    max_age: int | None
    acr_levels: tuple[int, ...] | None
    login_hint: str
    lang: str
    provider: IdentityProvider | None

    @property
    def in_fragment(self) -> bool:
        """Whether the response goes into the fragment (implicit grant)."""
        return self.response_type == "token"

    def refuse(self, error: str, description: str | None = None) -> NoReturn:
        """Redirect to the callback with an error.

        Raises:
            Redirected: always.
        """
        pairs = error_pairs(error, description=description, state=self.state)
        raise Redirected(callback(self.redirect_uri, pairs, fragment=self.in_fragment))


def raw_query(request: Request) -> str:
    """Return the query string; bytes that a header cannot carry are percent-encoded."""
    return quote_from_bytes(request.scope["query_string"], safe=_PRINTABLE)


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Parse a query string. This accepts any bytes."""
    try:
        return parse_qsl(
            query, keep_blank_values=True, errors="surrogateescape", max_num_fields=1000
        )
    except ValueError:
        return []


def readable(value: str | None) -> str | None:
    """Return a parameter with U+FFFD for bytes that are not UTF-8, which JSON can carry."""
    if value is None:
        return None
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def parse_authorization_request(query: str, pool: Pool, switches: Switches) -> AuthorizationRequest:
    """Parse an authorization request, with checks in Cognito's order.

    Args:
        query: The query string.
        pool: The user pool.
        switches: The switches that decide on doubtful errors.

    Raises:
        Redirected: to /error if the client or the redirect URI is invalid, or to the callback.
    """
    return _Reader(query, pool, switches).read()


class _Reader:
    def __init__(self, query: str, pool: Pool, switches: Switches) -> None:
        self._query = query
        pairs = query_pairs(query)
        self._given = dict(reversed(pairs))
        self._repeated = {
            name for name, count in Counter(name for name, _ in pairs).items() if count > 1
        }
        self._pool = pool
        self._switches = switches

    def read(self) -> AuthorizationRequest:
        self._client = self._read_client()
        self._redirect_uri = self._read_redirect_uri()
        self._state = self._read_state()
        response_type = self._read_response_type()
        return AuthorizationRequest(
            query=self._query,
            client=self._client,
            redirect_uri=self._redirect_uri,
            response_type=response_type,
            code_challenge=self._read_challenge(),
            scopes=self._read_scopes(),
            state=self._state,
            nonce=readable(self._given.get("nonce")),
            resource=self._read_resource(),
            prompt=self._read_prompt(),
            max_age=self._read_max_age(),
            acr_levels=self._read_acr_levels(),
            login_hint=self._given.get("login_hint", ""),
            lang=self._given.get("lang", ""),
            provider=self._read_provider(),
        )

    def _error_page(self, pairs: list[tuple[str, str]]) -> NoReturn:
        # Without an error parameter, the page finds out from the query what is missing.
        raise Redirected(f"/error?{form_encoded(pairs)}" if pairs else f"/error?{self._query}")

    def _refuse(self, error: str, description: str | None = None) -> NoReturn:
        in_fragment = self._given.get("response_type") == "token"
        pairs = error_pairs(error, description=description, state=self._state)
        raise Redirected(callback(self._redirect_uri, pairs, fragment=in_fragment))

    def _read_client(self) -> AppClient:
        client_id = self._given.get("client_id")
        if not client_id:
            self._error_page([])
        client = self._pool.clients.get(client_id)
        if client is None or not client.identity_providers or "client_id" in self._repeated:
            self._error_page([("error", "invalid_request"), ("client_id", client_id)])
        return client

    def _read_redirect_uri(self) -> str:
        client = self._client
        given = self._given.get("redirect_uri") or self._only_redirect_uri()
        if given is None:
            self._error_page([])
        if given not in client.callback_urls or "redirect_uri" in self._repeated:
            self._error_page([("error", "redirect_mismatch"), ("client_id", client.client_id)])
        return given

    def _only_redirect_uri(self) -> str | None:
        client = self._client
        if len(client.identity_providers) != 1:
            return None
        only = client.callback_urls[0] if len(client.callback_urls) == 1 else None
        return client.default_redirect_uri or only

    def _read_state(self) -> str | None:
        state = self._given.get("state")
        longest = self._switches.max_state_length
        if state is not None and longest and len(state) > longest:
            self._error_page([("error", "invalid_request"), ("client_id", self._client.client_id)])
        return state

    def _read_response_type(self) -> str:
        if self._repeated:
            # RFC 6749 section 3.1: parameters must not be included more than once.
            self._refuse("invalid_request")
        response_type = self._given.get("response_type", "")
        if not response_type:
            self._refuse("invalid_request")
        flow = _FLOWS.get(response_type)
        if flow is None:
            self._refuse(self._switches.response_type_error)
        if not self._client.oauth_enabled or flow not in self._client.flows:
            self._refuse("unauthorized_client")
        return response_type

    def _read_challenge(self) -> str | None:
        challenge, method = (
            self._given.get("code_challenge"),
            self._given.get("code_challenge_method"),
        )
        if challenge is None and method is None:
            return None
        if method != "S256" or challenge is None or not _CHALLENGE.fullmatch(challenge):
            self._refuse("invalid_request")
        return challenge

    def _read_scopes(self) -> tuple[str, ...]:
        requested = tuple(dict.fromkeys(self._given.get("scope", "").split()))
        if not requested:
            return self._client.scopes
        needs_openid = {"email", "phone", "profile"} & set(requested) and "openid" not in requested
        known = {*COGNITO_SCOPES, *self._pool.custom_scopes} & set(self._client.scopes)
        if needs_openid or not known.issuperset(requested):
            if self._switches.scope_error == "invalid_scope":
                self._refuse("invalid_scope")
            self._refuse(self._switches.scope_error, "invalid_scope")
        return requested

    def _read_resource(self) -> str | None:
        resource = self._given.get("resource")
        if not resource or not self._pool.managed_login:
            return None
        local = re.match(r"http://localhost(?=[:/]|$)", resource)
        if (
            not (resource.startswith("https://") or local or _CUSTOM_SCHEME.fullmatch(resource))
            or "#" in resource
        ):
            self._refuse("invalid_request")
        return readable(resource)

    def _read_prompt(self) -> frozenset[str]:
        if not self._pool.managed_login:
            return frozenset()
        prompt = frozenset(self._given.get("prompt", "").split())
        if not prompt <= PROMPTS or ("none" in prompt and len(prompt) > 1):
            self._refuse("invalid_request")
        return prompt

    def _read_max_age(self) -> int | None:
        text = self._given.get("max_age")
        if text is None or not has_step_up(self._pool, self._switches):
            return None
        if not re.fullmatch(r"[0-9]{1,9}", text):
            self._refuse("invalid_request")
        return int(text)

    def _read_acr_levels(self) -> tuple[int, ...] | None:
        acr_values = self._given.get("acr_values")
        if acr_values is None or not has_step_up(self._pool, self._switches):
            return None
        return requested_levels(acr_values, self._pool)

    def _read_provider(self) -> IdentityProvider | None:
        name, identifier = self._given.get("identity_provider"), self._given.get("idp_identifier")
        if not name and not identifier:
            return None
        if name == "COGNITO" and name in self._client.identity_providers:
            return None
        found = (
            self._pool.providers.get(name)
            if name
            else self._pool.provider_for_identifier(identifier or "")
        )
        if found is None or found.name not in self._client.identity_providers:
            self._refuse("invalid_request")
        return found
