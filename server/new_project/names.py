"""What a new project calls the tool: its distribution, version and command."""

import tomllib
from importlib import metadata

from server.runtimes import ROOT

DISTRIBUTION = "cognito-sign-in"
COMMAND = "cognito-sign-in"
EXTRAS = "tool,testing"


def version() -> str:
    """Return the version of this tool: that of the repository, or else the installed one."""
    own = ROOT / "pyproject.toml"
    if own.is_file():
        return str(tomllib.loads(own.read_text("utf-8"))["project"]["version"])
    return metadata.version(DISTRIBUTION)
