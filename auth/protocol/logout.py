"""Build URLs of Cognito's own sign-out endpoint, which does not follow OIDC."""

from ..encoding.url import form_encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .app_client import AppClient


def build_logout_url(app_client: "AppClient") -> str:
    """Build the URL that ends Cognito's own session and then redirects to `logout_uri`.

    Cognito accepts only `client_id` and `logout_uri` here. It returns no `state`, and answers
    OIDC's `post_logout_redirect_uri` with an error page (Cognito, "The managed login sign-out
    endpoint").
    """
    pairs = [("client_id", app_client.client_id), ("logout_uri", app_client.logout_uri)]
    return f"{app_client.domain_origin}/logout?{form_encode(pairs)}"
