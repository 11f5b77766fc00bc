"""The security headers, derived from the configuration.

They follow Content Security Policy Level 3, Trusted Types and OWASP ASVS 5.0, sections 3.4 and 3.5.
The development server and the rules for every host use them, so both send the same.
"""

from collections.abc import Iterable, Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from auth.calls.account_api import SCOPE, api_origin
from auth.config import AuthConfig
from server.origins import origin_of

# The page uses none of these features, so an injected script cannot use them either.
REFUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "identity-credentials-get",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "otp-credentials",
    "payment",
    "picture-in-picture",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "storage-access",
    "usb",
    "window-management",
    "xr-spatial-tracking",
)


TWO_YEARS = 63_072_000

# Cache-Control: for addresses with a hash (RFC 8246), for other files, and for documents, redirects
# and errors, whose address may contain an authorization code.
KEPT_FOR_EVER = "public, max-age=31536000, immutable"
ASKED_FOR_EACH_TIME = "no-cache"
NEVER_STORED = "no-store"


def page_headers(
    config: AuthConfig,
    *inline_scripts: str,
    has_worker: bool = False,
    has_frames: bool = False,
    creates_passkeys: bool = False,
) -> dict[str, str]:
    """Return the headers of the page and all its files, in the order to send them.

    A worker's policy is that of its own script's response, so it needs them as well.

    Args:
        config: The page's configuration.
        inline_scripts: Source expressions of the inline scripts in the page's own HTML.
        has_worker: Whether the page's app runs in a worker. A vault is one in any case.
        has_frames: Whether the page shows pages of other programs in frames.
        creates_passkeys: Whether a page of the app does so, as the account page does.
    """
    allowed = {"publickey-credentials-create"} if creates_passkeys else set()
    refused = [feature for feature in REFUSED_FEATURES if feature not in allowed]
    origins = connect_origins(config)
    has_worker = has_worker or config.token_storage == "worker"  # noqa: S105 - no token
    policy = content_security_policy(
        origins, inline_scripts, has_worker=has_worker, has_frames=has_frames
    )
    return {
        "Content-Security-Policy": policy,
        **_transport_security(config),
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in refused),
    }


def _transport_security(config: AuthConfig) -> dict[str, str]:
    """Return HSTS for a page with https (RFC 6797), and nothing for a page without TLS."""
    if not config.redirect_uri.startswith("https://"):
        return {}
    return {"Strict-Transport-Security": f"max-age={TWO_YEARS}; includeSubDomains"}


def api_headers() -> dict[str, str]:
    """Return the headers of the API's responses: not stored, framed, sniffed or run."""
    return {
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": NEVER_STORED,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def frame_headers(script_src: str = "", worker_src: str = "") -> dict[str, str]:
    """Return the headers of another program's pages, which a page shows in a frame.

    Args:
        script_src: Source expressions that its scripts need, such as `'unsafe-inline'`.
        worker_src: Those that its workers need, such as `blob:`.
    """
    directives = (
        "default-src 'none'",
        " ".join(f"script-src 'self' 'wasm-unsafe-eval' {script_src}".split()),
        " ".join(f"worker-src 'self' {worker_src}".split()),
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "manifest-src 'self'",
        "frame-src 'self'",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
    return {
        "Content-Security-Policy": "; ".join(directives),
        "Cache-Control": ASKED_FOR_EACH_TIME,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "SAMEORIGIN",
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def connect_origins(config: AuthConfig) -> list[str]:
    """Return the origins, other than its own, that the page may fetch from; each once."""
    keys = [origin_of(uri) for uri in config.jwks_uris.values()]
    wanted = [config.domain_origin, *keys, *config.api_origins]
    if SCOPE in config.scopes:
        wanted += [api_origin(issuer) for issuer in config.issuers]
    if config.aws is not None:
        wanted += [config.aws.identity_origin, *config.aws.aws_origins]
    own = origin_of(config.redirect_uri)
    return [origin for origin in dict.fromkeys(wanted) if origin != own]


def content_security_policy(
    connect: Iterable[str],
    inline_scripts: Iterable[str] = (),
    *,
    has_worker: bool = False,
    has_frames: bool = False,
) -> str:
    """Return the page's Content-Security-Policy.

    'wasm-unsafe-eval' allows WebAssembly, but no JavaScript from strings. `trusted-types 'none'`
    prevents strings from becoming markup, which PyScript could run as Python. It also prevents
    every worker, so a page with one has the policy of `static/workers.js`, for one address.

    Args:
        connect: Origins that the page may fetch from, besides its own.
        inline_scripts: Source expressions of inline scripts.
        has_worker: Whether the page starts a worker for its app.
        has_frames: Whether the page shows pages of other programs in frames.
    """
    directives = (
        "default-src 'none'",
        " ".join(("script-src 'self' 'wasm-unsafe-eval'", *inline_scripts)),
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        " ".join(("connect-src 'self'", *connect)),
        *(("worker-src 'self'",) if has_worker else ()),
        *(("frame-src 'self'",) if has_frames else ()),
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types worker" if has_worker else "trusted-types 'none'",
    )
    return "; ".join(directives)


class WithHeaders:
    """Wrap `app` so that each of its responses has `headers`, errors included."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and add the headers to the response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        await self._app(scope, receive, send_with_headers)
