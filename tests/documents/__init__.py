"""The documents are held to what the code does: their examples run, their links lead somewhere."""
