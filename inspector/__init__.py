"""The inspector: how a sign-in really behaves, watched, drawn and attacked; for development."""
