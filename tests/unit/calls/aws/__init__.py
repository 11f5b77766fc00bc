"""Tests of `auth.calls.aws`."""
