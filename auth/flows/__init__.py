"""Sign-in, sign-out, and what a page does with a session when it loads."""
