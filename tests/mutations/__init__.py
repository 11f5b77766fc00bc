"""Mutation tests: switch off one check of the code at a time; a test must fail each time."""
