"""Access-token verification: claims, keys, the verifier and the bearer wrapper."""
