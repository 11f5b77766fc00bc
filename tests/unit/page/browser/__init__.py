"""Tests of what has a document, without a browser."""
