"""Tests of `server/packages/`."""
