"""Attacks on a page that signs people in."""
