"""The browser half of `auth`: which files it consists of, and one archive of them."""

import hashlib
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from server.library import NAME, library_folder
from server.public_files import NOT_FOR_BROWSERS

# MicroPython has none of CPython's HTTP libraries, which these adapt.
NOT_ON_MICROPYTHON = f"{NAME}/calls/libraries/"
# Nothing of these is needed to sign in, so the launcher does without them, also with a vault.
NOT_TO_SIGN_IN = (
    f"{NAME}/account/",
    f"{NAME}/browser/owner_port.py",
    f"{NAME}/browser/passkeys.py",
    f"{NAME}/calls/aws/",
    f"{NAME}/page/actions.py",
    f"{NAME}/page/announcer.py",
    f"{NAME}/page/formatting.py",
    f"{NAME}/page/forms.py",
    f"{NAME}/page/owner_launcher.py",
    f"{NAME}/page/session_panel.py",
    f"{NAME}/remote/connect.py",
    f"{NAME}/remote/page.py",
)
FOR_VAULT = (
    f"{NAME}/browser/page_port.py",
    f"{NAME}/browser/port.py",
    f"{NAME}/browser/streaming.py",
    f"{NAME}/browser/vault_port.py",
    f"{NAME}/calls/",
    f"{NAME}/remote/",
    f"{NAME}/vault/",
)
LEFT_OUT = {
    "launcher.mpy.bin": (*NOT_TO_SIGN_IN, *FOR_VAULT),
    "vault.mpy.bin": NOT_TO_SIGN_IN,
}
"""What the images for the launcher's MicroPython do without; other images have every module."""
EXPORTS = re.compile(rb"^__all__ = \[[^]]*\]", re.MULTILINE)


def browser_half(root: Path) -> dict[str, Path]:
    """Return the modules that a page in `root` imports, by their path, such as `auth/client.py`."""
    folder = library_folder(root)
    found = {
        f"{NAME}/{file.relative_to(folder).as_posix()}": file
        for file in sorted(folder.rglob("*.py"))
    }
    return {
        name: file for name, file in found.items() if NOT_FOR_BROWSERS.isdisjoint(name.split("/"))
    }


def micropython_sources(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return those modules of the browser half that MicroPython runs as well, without `__all__`.

    Only tools read `__all__`, and in memory it takes half a kilobyte of what every page loads.
    """
    return {
        name: EXPORTS.sub(_blank_lines, content)
        for name, content in contents.items()
        if not name.startswith(NOT_ON_MICROPYTHON)
    }


def modules_of(image: str, contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return those modules for MicroPython that belong into an image of its memory."""
    left_out = LEFT_OUT.get(image, ())
    return {name: content for name, content in contents.items() if not name.startswith(left_out)}


def _blank_lines(match: re.Match[bytes]) -> bytes:
    """Return as many lines as there were, so that tracebacks have the right numbers."""
    return b"\n" * match[0].count(b"\n")


def read(files: Mapping[str, Path]) -> dict[str, bytes]:
    """Read all of `files`."""
    return {name: file.read_bytes() for name, file in files.items()}


def digest_of(contents: Mapping[str, bytes]) -> str:
    """Return a SHA-256 in hexadecimal that changes with any name or content."""
    total = hashlib.sha256()
    for name, content in sorted(contents.items()):
        total.update(f"{len(name)}:{name}{len(content)}:".encode() + content)
    return total.hexdigest()


def archive_of(contents: Mapping[str, bytes]) -> bytes:
    """Return a zip file of `contents`, uncompressed and undated: equal input is equal bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(contents.items()):
            archive.writestr(_member(name), content)
    return target.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    """Describe a plain file that everybody may read, whatever system this is."""
    member = zipfile.ZipInfo(name)  # a date that never changes comes with it
    member.create_system, member.external_attr = 3, 0o644 << 16
    return member
