"""The example backend as one ASGI application: `uvicorn server.on_aws.backend:app` serves it.

`CONFIGURATION` in the environment names the page's own configuration; without it, that is the
`pyscript.toml` of the folder that this package is in.
"""

import os
from pathlib import Path

from server.api import make_api
from server.configuration import read_configuration

_BESIDE_THE_PACKAGE = Path(__file__).parents[2] / "pyscript.toml"

app = make_api(read_configuration(Path(os.environ.get("CONFIGURATION", _BESIDE_THE_PACKAGE))).auth)
