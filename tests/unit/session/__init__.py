"""Tests of `auth.session.states`."""
