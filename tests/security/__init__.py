"""Attacks, one a file, each named for what somebody does; SECURITY.md has them all in one table."""
