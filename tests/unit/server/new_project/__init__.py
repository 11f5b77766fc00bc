"""Tests of `new`: the folder, the arguments and the files."""
