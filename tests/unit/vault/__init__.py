"""Tests of `auth.vault`."""
