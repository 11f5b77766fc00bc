"""OAuth 2.0 and OpenID Connect as pure functions: no I/O, no clock, no randomness."""
