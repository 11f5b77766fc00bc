"""A Flet app in a frame of a page with a sign-in."""
