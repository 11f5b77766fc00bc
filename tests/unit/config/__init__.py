"""Tests of `auth.config`."""
