"""What `serve.py doctor` finds, one test a mistake, in the same process as the stand-in."""
