"""Protocol vectors: the same files, read by CPython, Pyodide and MicroPython."""
