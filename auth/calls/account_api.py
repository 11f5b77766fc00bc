"""Where the user pools API is, and what a token needs to be accepted there.

The server needs both for the page's policy, and `auth.account` for its requests.
"""

from ..encoding.url import parse_url

SCOPE = "aws.cognito.signin.user.admin"
"""The scope without which Cognito refuses an access token there."""

_ISSUER_HOST = "://issuer-cognito-idp."


def api_origin(issuer: str) -> str:
    """Return the origin of the API of the user pool with this issuer.

    It is the issuer's own, except for pools whose issuer is on a host for issuers alone.
    """
    return parse_url(issuer).origin.replace(_ISSUER_HOST, "://cognito-idp.")
