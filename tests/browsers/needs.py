"""Lists what each browser needs, and checks whether this machine has it."""

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

FIREFOX = ("firefox-esr", "firefox")
WEBKIT_DRIVER = "WebKitWebDriver"
# The system's Python: the binding to WebKitGTK comes with the system, not from a package index.
SYSTEM_PYTHON = "/usr/bin/python3"
_WITH_WEBKIT = "import gi; gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')"


@dataclass(frozen=True, slots=True)
class Needs:
    """Debian packages, and a function that checks whether they are installed."""

    packages: tuple[str, ...]
    are_met: Callable[[], bool]


def _has_firefox() -> bool:
    return any(map(shutil.which, FIREFOX))


def _has_webkit() -> bool:
    if not all(map(shutil.which, (WEBKIT_DRIVER, "Xvfb", SYSTEM_PYTHON))):
        return False
    command = [SYSTEM_PYTHON, "-c", _WITH_WEBKIT]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0  # noqa: S603 - written above


NEEDS = {
    "firefox": Needs(("firefox-esr",), _has_firefox),
    "webkit": Needs(
        ("webkit2gtk-driver", "gir1.2-webkit2-4.1", "gir1.2-gtk-3.0", "python3-gi", "xvfb"),
        _has_webkit,
    ),
}
