"""Calls to AWS, signed with an identity pool's credentials; `import auth` does not load it."""

from .client import AwsClient

__all__ = ["AwsClient"]
