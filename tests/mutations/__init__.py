"""Every check of the package taken out in turn, to see that a test misses it."""
