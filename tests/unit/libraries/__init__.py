"""Tests of `auth.libraries`."""
