"""Loads the FastAPI example with the settings of a stand-in."""

import os
import runpy
from unittest.mock import patch

from starlette.types import ASGIApp

from server.runtimes import ROOT

BACKEND = ROOT / "examples" / "fastapi_backend"
PLACE = "http://localhost:9000"
"""Its address in documents and in its page's configuration."""


def load_backend(*, issuer: str, page: str) -> ASGIApp:
    """Return the backend, with these settings in its environment."""
    with patch.dict(os.environ, {"ISSUER": issuer, "PAGE": page}):
        app: ASGIApp = runpy.run_path(str(BACKEND / "app.py"))["app"]
    return app
