"""Tests of `auth.flows`."""
