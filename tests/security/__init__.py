"""Attacks, one a file, each named for what is wrong; SECURITY.md has a row for each."""
