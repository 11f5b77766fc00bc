"""Prepares what pages load: compiled for both interpreters, and compressed for HTTP."""
