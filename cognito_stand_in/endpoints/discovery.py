"""Discovery and keys (OpenID Connect Discovery 1.0, Cognito: issuer endpoints)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from ..replies import ANY_ORIGIN

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from ..service import Service


async def show_discovery(service: Service, _request: Request) -> Response:
    """Return the discovery document of the primary Region."""
    return JSONResponse(discovery_document(service), headers=ANY_ORIGIN)


async def show_keys(service: Service, _request: Request) -> Response:
    """Return the JWK Set of the primary Region."""
    return JSONResponse(service.keys.jwks(), headers=ANY_ORIGIN)


async def show_replica_discovery(service: Service, _request: Request) -> Response:
    """Return the discovery document of the replica."""
    document = discovery_document(service, issuer=service.pool.replica_issuer)
    return JSONResponse(document, headers=ANY_ORIGIN)


async def show_replica_keys(service: Service, _request: Request) -> Response:
    """Return the JWK Set of the replica."""
    return JSONResponse(service.issuers.replica_keys.jwks(), headers=ANY_ORIGIN)


def discovery_document(service: Service, *, issuer: str | None = None) -> dict[str, Any]:
    """Return the discovery document with Cognito's members.

    Like Cognito's, it mentions neither PKCE nor public clients, though both work.

    Args:
        service: The stand-in.
        issuer: The issuer that the document describes; the primary Region's by default.
    """
    domain, issuer = service.pool.domain, issuer or service.pool.issuer
    endpoints = {
        "authorization_endpoint": "/oauth2/authorize",
        "end_session_endpoint": "/logout",
        "revocation_endpoint": "/oauth2/revoke",
        "token_endpoint": "/oauth2/token",
        "userinfo_endpoint": "/oauth2/userInfo",
    }
    document: dict[str, Any] = {
        # A pool without a domain shows empty endpoints.
        **{name: f"{domain}{path}" if domain else "" for name, path in endpoints.items()},
        "id_token_signing_alg_values_supported": ["RS256"],
        "issuer": f"{issuer}X" if service.faults.is_on("discovery-wrong-issuer") else issuer,
        "jwks_uri": f"{issuer}/.well-known/jwks.json",
        "response_types_supported": ["code", "token"],
        "scopes_supported": ["openid", "email", "phone", "profile"],
        "subject_types_supported": ["public"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }
    if service.switches.extra_discovery:
        document |= {"x_unheard_of": {"nested": True}, "claims_parameter_supported": False}
    return dict(sorted(document.items()))
