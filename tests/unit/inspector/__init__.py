"""Tests of the inspector, mirroring `inspector/`."""
