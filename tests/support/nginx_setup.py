"""Finds or installs nginx for the tests of `serve.py build`."""

import os
import platform
import shutil
import subprocess
from pathlib import Path

from tests.support.browser_setup import Say

VARIABLE = "NGINX_PROGRAM"
NO_NGINX = f"no nginx: install Debian's nginx-light, or name one in the variable {VARIABLE}"
PACKAGES = ("nginx-light", "nginx")
SYSTEMD = Path("/run/systemd/system")


def installed_nginx() -> str | None:
    """Return the path in `NGINX_PROGRAM`, or that of an installed nginx."""
    # Debian's lies where only root looks for programs.
    places = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])
    return os.environ.get(VARIABLE) or shutil.which("nginx", path=places)


def ensure_nginx(say: Say) -> None:
    """Install nginx if possible; `say` is called with progress messages. Tests skip without it."""
    if installed_nginx() is None and _can_install():
        say("nginx: none found, so the system's is installed …")
        _runs(["apt-get", "update", "-q"]) and any(map(_install, PACKAGES))
        if SYSTEMD.exists():  # where Debian starts what it installs; nobody asked for a server
            _runs(["systemctl", "disable", "--now", "nginx"])
    say(f"nginx: {installed_nginx() or 'none, so tests that need it are skipped'}")


def _can_install() -> bool:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return is_root and platform.system() == "Linux" and shutil.which("apt-get") is not None


def _install(package: str) -> bool:
    return _runs(["apt-get", "install", "-y", "-q", "--no-install-recommends", package])


def _runs(command: list[str]) -> bool:
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603 - written above
