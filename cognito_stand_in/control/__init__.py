"""Control of a running stand-in for tests: in the same process, by commands and over HTTP."""
