"""Attacks that a button starts: each runs through the real code, which must refuse it."""
