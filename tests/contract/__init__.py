"""How Cognito behaves on the wire, fact by fact, held against the stand-in."""
