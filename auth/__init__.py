"""Sign-in with Amazon Cognito for web pages written in Python: the public names."""

from auth.client import AuthClient
from auth.config import AuthConfig
from auth.session import Session
from auth.sign_out import SignOutResult

__all__ = ["AuthClient", "AuthConfig", "Session", "SignOutResult"]
