"""Attacks to try at the press of a button: each goes through the real code, and is refused."""
