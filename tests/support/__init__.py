"""Shared by tests of several folders: simulated tabs, samples, and set-up."""
