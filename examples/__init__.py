"""Sample pages. README.md says how to start them."""
