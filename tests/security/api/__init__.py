"""Attacks on an API that takes access tokens."""
