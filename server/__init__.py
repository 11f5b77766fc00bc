"""The code of `serve.py`: page, interpreters, demonstration API, sockets, build, doctor."""
