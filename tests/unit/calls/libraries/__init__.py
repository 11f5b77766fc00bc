"""Tests of `auth.calls.libraries`."""
