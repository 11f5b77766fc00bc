"""Cognito's sign-out page, which is not OIDC's (Cognito, "The managed login sign-out endpoint")."""

from ..encoding.url import form_encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .app_client import AppClient


def build_logout_url(app_client: "AppClient") -> str:
    """Give the URL that ends Cognito's own session and then leads to `logout_uri`.

    Cognito knows `client_id` and `logout_uri` here and nothing else: it returns no `state`, and
    answers OIDC's `post_logout_redirect_uri` with an error page.
    """
    pairs = [("client_id", app_client.client_id), ("logout_uri", app_client.logout_uri)]
    return f"{app_client.domain_origin}/logout?{form_encode(pairs)}"
