"""Sign-in with Amazon Cognito for web pages written in Python: the public names."""

from .client import AuthClient
from .config import AuthConfig
from .flows.sign_out import SignOutResult
from .session.states import Session

__all__ = ["AuthClient", "AuthConfig", "Session", "SignOutResult"]
