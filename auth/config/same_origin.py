"""Check that `redirect_uri` is on the page's own origin."""

from ..encoding.url import parse_url
from ..errors import ConfigurationError
from . import AuthConfig


def require_same_origin(config: AuthConfig, page_url: str) -> None:
    """Check that `redirect_uri` has the same origin as the page.

    A pending sign-in is stored for the origin that it starts on (HTML, Web storage). On any other
    origin, `127.0.0.1` instead of `localhost` included, the callback would find nothing.

    Args:
        config: The settings.
        page_url: The page's own URL.

    Raises:
        ConfigurationError: The origins differ; the message says where to open the page.
    """
    # Not parsed: the rest of the URL may be a callback, or anything that is in a link to the page.
    here = "/".join(page_url.split("/", 3)[:3])
    there = parse_url(config.redirect_uri).origin
    if here != there:
        raise ConfigurationError(
            "redirect_uri",
            got=config.redirect_uri,
            expected=f"an address at {here}, where this page is: correct it, or open {there}/",
        )
