"""Packages that are made for tests, one for each way in which a page meets a package."""

import json
import shutil
from pathlib import Path

from server.configuration import parse_configuration
from server.packages.preparing import prepare_packages
from server.runtimes import ROOT
from tests.support.packages import wheel

APP = Path(__file__).with_name("programs") / "packages.py"
NEVER_IMPORTED = "idle"
LARGE_BYTES = 900_000

_READS_ITS_DATA = """
import os
from importlib.resources import files

from colours import RED

def area():
    with open(os.path.join(os.path.dirname(__file__), "area.txt")) as file:
        assert file.read() == files(__name__).joinpath("area.txt").read_text()
    with open(file.name) as again:
        return f"{again.read()} {RED}"
"""

_WHEELS = [
    wheel(
        "shapes",
        "1.5",
        {"shapes/__init__.py": _READS_ITS_DATA, "shapes/area.txt": "area", "shapes/round.py": ""},
        requires=["colours"],
    ),
    wheel("colours", "2.0", {"colours.py": 'RED = "red"\n'}),
    wheel("late", "1.0", requires=["later"]),
    wheel("later", "1.0"),
    wheel("of-a-file", "1.0"),
    wheel("large", "1.0", {"large/__init__.py": "", "large/data": bytes(LARGE_BYTES)}),
    wheel("team-a", "1.0", {"team/a.py": "name = 'a'\n"}),
    wheel("team-b", "1.0", {"team/b.py": "name = 'b'\n"}),
    wheel("fails", "1.0", {"fails.py": "import nowhere_at_all\n"}),
    wheel(NEVER_IMPORTED, "1.0"),
]


def put_packages(folder: Path, configuration: str) -> str:
    """Put an app into a folder with the wheels that it imports, and make what its page loads.

    Returns:
        The configuration with `packages`, and with a module of the app's own.
    """
    for name, content in _WHEELS:
        (folder / name).write_bytes(content)
    shutil.copy(APP, folder / "main.py")
    shutil.copy(APP.with_name("own.py"), folder)
    text = f"packages = {json.dumps([f'./{name}' for name, _ in _WHEELS])}\n"
    usual = (ROOT / "pyscript.toml").read_text("utf-8")
    prepare_packages(ROOT, parse_configuration(text + usual, name=str(folder / "pyscript.toml")))
    return f'{text}{configuration}\n[files]\n"/own.py" = ""\n'
