"""Tests of `auth.page`."""
