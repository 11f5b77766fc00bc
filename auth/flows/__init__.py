"""Sign-in, sign-out, and the exchanges of tokens that they consist of."""
