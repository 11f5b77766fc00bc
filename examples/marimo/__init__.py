"""A marimo notebook in a frame of a page with a sign-in."""
