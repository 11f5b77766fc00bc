"""Check who accepts an access token by using it: Cognito has no introspection (RFC 7662)."""

from auth.config import AuthConfig
from auth.encoding.url import parse_url
from auth.errors import AuthError
from auth.ports import Transport
from auth.protocol.http import Request, Response
from auth.protocol.token_endpoint import user_info_request

API_PATH = "/api/user"
"""The path that is requested from the API. It should need a token and change nothing."""

USER_INFO = "userInfo"
API = "API"


def api_request(config: AuthConfig, token: str) -> Request:
    """Build a request to the API, with `token` as bearer token (RFC 6750 2.1)."""
    origin = (*config.api_origins, parse_url(config.redirect_uri).origin)[0]
    headers = (("Authorization", f"Bearer {token}"),)
    return Request("GET", origin + API_PATH, headers=headers)


async def probe_token(
    config: AuthConfig, transport: Transport, access_token: str
) -> dict[str, str]:
    """Return how Cognito and the API respond to an access token: `accepts`, or why not."""
    requests = {
        USER_INFO: user_info_request(config, access_token),
        API: api_request(config, access_token),
    }
    return {who: await _verdict(transport, request) for who, request in requests.items()}


async def _verdict(transport: Transport, request: Request) -> str:
    try:
        return verdict_on(await transport.send(request))
    except AuthError:
        return "no response"


def verdict_on(response: Response) -> str:
    """Return what a response means for the token."""
    if response.ok:
        return "accepts"
    return f"refuses ({response.status})" if response.status in (400, 401, 403) else "cannot say"
