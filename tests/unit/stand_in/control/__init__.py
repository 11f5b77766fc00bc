"""Unit tests of the control of the stand-in."""
