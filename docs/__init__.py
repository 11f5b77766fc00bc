"""The guide, and what makes the API reference that goes with it."""
