"""What `serve.py` is composed of: page, runtimes, demonstration API, sockets."""
