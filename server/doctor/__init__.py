"""`serve.py doctor`: what is wrong with a configuration, how one can tell, and what to do."""
