"""Tests without a network, a browser or a real clock."""
