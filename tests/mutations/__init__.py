"""Mutation tests: disable one check of the code at a time; each time a test must fail."""
