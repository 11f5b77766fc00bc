"""The FastAPI example, loaded for a stand-in: the settings of its environment are read once."""

import os
import runpy
from unittest.mock import patch

from starlette.types import ASGIApp

from server.runtimes import ROOT

BACKEND = ROOT / "examples" / "fastapi_backend"
PLACE = "http://localhost:9000"
"""Where its documents and its page's configuration say that it is."""


def load_backend(*, issuer: str, page: str) -> ASGIApp:
    """Return the backend as it is with these in the environment."""
    with patch.dict(os.environ, {"ISSUER": issuer, "PAGE": page}):
        app: ASGIApp = runpy.run_path(str(BACKEND / "app.py"))["app"]
    return app
