"""Tests of `auth.remote`."""
