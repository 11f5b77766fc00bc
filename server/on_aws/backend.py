"""The demonstration API as an ASGI application: `uvicorn server.on_aws.backend:app` serves it.

The environment variable `CONFIGURATION` is the path of the page's configuration. Its default is the
`pyscript.toml` beside the folder `server`.
"""

import os
from pathlib import Path

from server.api import make_api
from server.configuration import read_configuration

_BESIDE_THE_PACKAGE = Path(__file__).parents[2] / "pyscript.toml"

app = make_api(read_configuration(Path(os.environ.get("CONFIGURATION", _BESIDE_THE_PACKAGE))).auth)
