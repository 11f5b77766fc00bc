"""OAuth 2.0 and OpenID Connect as decisions without I/O: no clock, no network, no randomness."""
