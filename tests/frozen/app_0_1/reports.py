"""A module of the app's own."""

from cognito_auth import IdTokenClaims


def summary(user: IdTokenClaims) -> str:
    """Describe the signed-in person."""
    department = user.string("custom:department")
    return "; ".join([user.email, ",".join(user.groups), department, str(bool(user.sub))])
