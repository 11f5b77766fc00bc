"""Tests of `auth.protocol`."""
