"""The tokens of a sign-in: where each came from, what it says, and who still accepts it."""
