"""What `serve.py build` writes."""
