"""Record a client in the app's page, on MicroPython (the launcher) and Pyodide."""
