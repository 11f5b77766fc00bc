"""Measurements of the page, the stand-in and the verifier."""
