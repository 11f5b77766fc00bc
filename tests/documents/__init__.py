"""Tests of the documents: their examples run, and their links and tables are correct."""
