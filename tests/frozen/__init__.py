"""Apps as people wrote them for a released version; every later version must run them unchanged.

`tests/e2e/test_frozen_apps.py` does. Never edit such a folder: if a test of it fails, an upgrade
would break somebody's app. A new minor version adds a folder with what its guide documents.
"""
