"""`serve.py build`: what production needs, written into a folder that any host can serve."""
