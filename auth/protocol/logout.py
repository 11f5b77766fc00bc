"""Cognito's sign-out page, which is not OIDC's (Cognito, "The managed login sign-out endpoint")."""

from auth.config import AuthConfig
from auth.protocol.url import form_encode


def build_logout_url(config: AuthConfig) -> str:
    """Give the URL that ends Cognito's own session and then leads to `logout_uri`.

    Cognito knows `client_id` and `logout_uri` here and nothing else: it returns no `state`, and
    answers OIDC's `post_logout_redirect_uri` with an error page.
    """
    pairs = [("client_id", config.client_id), ("logout_uri", config.logout_uri)]
    return f"{config.domain_origin}/logout?{form_encode(pairs)}"
