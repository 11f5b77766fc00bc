"""Clients that others wrote, run by Node as they are, against the stand-in."""
