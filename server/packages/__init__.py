"""Python packages that a page imports: resolved for Pyodide, locked, and served with the page."""
