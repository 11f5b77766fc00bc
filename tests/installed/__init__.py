"""The command as people install it: from the built wheel, in an empty folder, with no settings."""
