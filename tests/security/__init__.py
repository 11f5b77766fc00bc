"""One attack a file, named for what is wrong with it; SECURITY.md lists them all."""
