"""The tests; folders are packages, so that files of the same name are different modules."""
