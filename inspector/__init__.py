"""The inspector: records, draws and attacks a sign-in; for development only."""
