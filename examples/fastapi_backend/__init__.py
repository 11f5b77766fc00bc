"""A backend in FastAPI, and a page that uses it."""
