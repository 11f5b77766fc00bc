"""Tests of `auth.encoding`."""
