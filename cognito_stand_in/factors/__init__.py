"""The factors that people sign in with beside a password: codes, authenticator apps, passkeys."""
