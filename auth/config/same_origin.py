"""Where the page is: a sign-in that could not come back to it is refused before it starts."""

from ..encoding.url import parse_url
from ..errors import ConfigurationError
from . import AuthConfig


def require_same_origin(config: AuthConfig, page_url: str) -> None:
    """Require that `redirect_uri` leads to the origin that the page itself is on.

    What a sign-in must remember stays with the origin that it started on (HTML, Web storage): on
    any other, `127.0.0.1` in place of `localhost` included, the callback would be a stranger's.
    Raises ConfigurationError, which says where to open the page.
    """
    # Only the origin is looked at: the rest may be a callback, and anything a visitor brings along.
    here = "/".join(page_url.split("/", 3)[:3])
    there = parse_url(config.redirect_uri).origin
    if here != there:
        raise ConfigurationError(
            "redirect_uri",
            got=config.redirect_uri,
            expected=f"an address at {here}, where this page is: correct it, or open {there}/",
        )
