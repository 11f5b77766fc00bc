"""The FastAPI examples, loaded for a stand-in: the settings of the environment are read once."""

import os
import runpy
import sys
from pathlib import Path
from unittest.mock import patch

from starlette.types import ASGIApp

from server.runtimes import ROOT

BACKEND = ROOT / "examples" / "fastapi_backend"
SHARED_MODELS = ROOT / "examples" / "shared_models"
PLACE = "http://localhost:9000"
"""Where their documents and their pages' configurations say that they are."""


def load_backend(*, issuer: str, page: str, folder: Path = BACKEND) -> ASGIApp:
    """Return the backend of an example as it is with these in the environment.

    Its own modules are forgotten. Others stay: a second copy of a library does not know the
    classes of the first one, so that pydantic passes over limits.
    """
    environment = patch.dict(os.environ, {"ISSUER": issuer, "PAGE": page})
    with environment, patch.object(sys, "path", [str(folder), *sys.path]):
        app: ASGIApp = runpy.run_path(str(folder / "app.py"))["app"]
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(str(folder)):
            del sys.modules[name]
    return app
