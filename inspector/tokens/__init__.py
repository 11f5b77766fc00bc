"""The tokens of a sign-in: their generations, their claims, and who accepts them."""
