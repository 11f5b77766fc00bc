"""What `serve.py` is composed of."""
