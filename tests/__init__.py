"""The tests. Packages, so that files of the same name in two folders are two modules."""
