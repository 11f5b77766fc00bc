"""`serve.py doctor`: find mistakes in a configuration, with evidence and a fix for each."""
