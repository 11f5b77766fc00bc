"""The settings of `[auth]`, parsed and checked once."""

from .auth_config import AuthConfig

__all__ = ["AuthConfig"]
