"""Unit tests of the TOML file of the stand-in."""
