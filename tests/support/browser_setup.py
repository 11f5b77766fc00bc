"""Finds or installs a browser for the browser tests."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Error, sync_playwright

VARIABLE = "CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The first walks stacks to learn who allocates what, and crashes a page when it meets a stack that
# WebAssembly has to itself, as in Pyodide. The next two start pages for the address bar with each
# window. The others are Playwright's, whose list ours replaces.
SWITCHED_OFF = (
    "HeapProfilerReporting",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    f"--disable-features={','.join(SWITCHED_OFF)}",
    "--disable-sync",
    "--no-first-run",
)


Say = Callable[[str], None]


class NoBrowser(Exception):
    """No browser was found, and none could be installed."""


def installed_browser() -> str | None:
    """Return the path in `CHROMIUM`, or that of an installed Chromium or Chrome."""
    if named := os.environ.get(VARIABLE):
        return named
    return next((path for path in map(shutil.which, NAMES) if path), None)


def launch_flags() -> list[str]:
    """Return flags that switch off the browser's own traffic and, for root, the sandbox."""
    return [*FLAGS, *(["--no-sandbox"] if _is_root() else [])]


def ensure_browser(say: Say) -> None:
    """Install a browser if there is none; `say` is called with progress messages.

    Raises:
        NoBrowser: There is none, and every way to install one failed.
    """
    for get in (_nothing, _from_playwright, _libraries_for_it, _from_debian):
        if get(say) and (installed_browser() or _playwright_has_one()):
            say(f"Browser: {installed_browser() or 'that of Playwright'}")
            return
    raise NoBrowser(
        "No browser for the tests: install Chromium or Chrome, or name one in the environment "
        f"variable {VARIABLE}."
    )


def _nothing(_say: Say) -> bool:
    return True


def _from_playwright(say: Say) -> bool:
    say("Browser: none found, so Playwright's Chromium is fetched …")
    return _runs([sys.executable, "-m", "playwright", "install", "chromium"])


def _libraries_for_it(say: Say) -> bool:
    """Install system libraries that a downloaded browser may need; this requires root."""
    if not (_is_root() and _playwrights_own().exists()):
        return False
    say("Browser: fetched, but it does not start, so its libraries are installed …")
    return _runs([sys.executable, "-m", "playwright", "install-deps", "chromium"])


def _from_debian(say: Say) -> bool:
    return install_from_debian(say, "chromium")


def install_from_debian(say: Say, *packages: str) -> bool:
    """Install packages on Debian or Ubuntu as root, and return whether that worked."""
    if not (_is_root() and shutil.which("apt-get") and platform.system() == "Linux"):
        return False
    say(f"Browser: none yet, so the system's is installed: {', '.join(packages)} …")
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    return _runs(["apt-get", "update", "-q"]) and _runs(install)


def _runs(command: list[str]) -> bool:
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603 - written above


def _playwright_has_one() -> bool:
    """Check whether Playwright's Chromium starts; the file alone proves nothing."""
    if not _playwrights_own().exists():
        return False
    with sync_playwright() as playwright:
        try:
            playwright.chromium.launch(args=launch_flags()).close()
        except Error:
            return False
    return True


def _playwrights_own() -> Path:
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
