"""Unit tests of the command of the stand-in."""
