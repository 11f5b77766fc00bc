"""Tests of `auth.calls`."""
