"""Tests of `auth.account`."""
