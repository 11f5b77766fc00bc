"""Packages that are made for tests, one for each way in which a page meets a package."""

import json
import shutil
from pathlib import Path

from server.runtimes import ROOT
from tests.support.packages import install_wheels, wheel

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
        {"shapes/__init__.py": _READS_ITS_DATA, "shapes/area.txt": "area"},
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
REQUIREMENTS = ("shapes", "late", "of-a-file", "large", "team-a", "team-b", "fails", NEVER_IMPORTED)


def put_packages(folder: Path, configuration: str) -> str:
    """Put an app into a folder that imports the packages, and make what its page loads.

    Returns:
        The configuration with `packages`, and with a module of the app's own.
    """
    paths = []
    for name, content in _WHEELS:
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    shutil.copy(APP, folder / "main.py")
    shutil.copy(APP.with_name("own.py"), folder)
    install_wheels(ROOT, folder, paths, REQUIREMENTS)
    return f'packages = {json.dumps(REQUIREMENTS)}\n{configuration}\n[files]\n"/own.py" = ""\n'
