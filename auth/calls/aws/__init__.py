"""Calls to AWS, signed with an identity pool's credentials; loaded only when imported."""

from .client import AwsClient

__all__ = ["AwsClient"]
