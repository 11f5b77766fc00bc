"""npm packages without npm: their archives, fetched from the registry and checked by hash (SRI)."""

import base64
import hashlib
import io
import json
import os
import re
import ssl
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx
import truststore
from packageurl import PackageURL
from packageurl.contrib.purl2url import get_download_url

from server.errors import CannotStart
from server.program import runtime_place

SECONDS = 60
ATTEMPTS = 2
# Archives of npm packages have one folder with this name at the top.
TOP = "package"

OnProgress = Callable[[int], None]


class Unreachable(Exception):
    """A download failed. The message is the reason, such as `status 404`."""


def fetch_archive(
    package: str, version: str, integrity: str, on_progress: OnProgress = lambda _: None
) -> bytes:
    """Fetch the archive of a package from the registry.

    Args:
        package: The package's name, such as `@pyscript/core`.
        version: Its exact version.
        integrity: The hash that the archive must have (SRI, one SHA-512).
        on_progress: Called with the number of bytes received so far.

    Raises:
        CannotStart: The registry cannot be reached, or the archive has another hash.
    """
    archive = archive_of(package, version, on_progress)
    if npm_integrity_of(archive) != integrity:
        raise CannotStart(
            f"{package} {version}: the downloaded archive does not have the hash in "
            "server/runtimes.json, so it was changed on the way. Try another network or registry."
        )
    return archive


def archive_of(package: str, version: str, on_progress: OnProgress = lambda _: None) -> bytes:
    """Return the archive of a package as the registry delivers it, without checking its hash.

    Raises:
        CannotStart: The registry cannot be reached.
    """
    return _get(package, _archive_url(package, version), on_progress)


def npm_integrity_of(archive: bytes) -> str:
    """Return the hash of an archive as npm writes it (SRI, SHA-512)."""
    return f"sha512-{base64.b64encode(hashlib.sha512(archive).digest()).decode()}"


def files_of(archive: bytes, folder: str) -> dict[str, bytes]:
    """Return the files directly inside `folder` of a package's archive, by name."""
    found: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as members:
        for member in members:
            place = Path(member.name)
            content = members.extractfile(member)
            if content is not None and place.parent == Path(TOP, folder):
                found[place.name] = content.read()
    return found


def latest(package: str) -> str:
    """Return the newest released version of a package.

    Raises:
        CannotStart: The registry cannot be reached.
    """
    listing = _get(package, _archive_url(package, "0").partition("/-/")[0] + "/latest")
    return str(json.loads(listing)["version"])


def _archive_url(package: str, version: str) -> str:
    scope, _, name = package.rpartition("/")
    if registry := _own_registry(package):
        return f"{registry}/{package}/-/{name}-{version}.tgz"
    purl = PackageURL("npm", scope or None, name, version).to_string()
    return str(get_download_url(purl))  # type: ignore[no-untyped-call]


def _own_registry(package: str) -> str | None:
    """Return the address of the registry that the user has set, as npm would choose it."""
    scope = package.partition("/")[0]
    address = _setting(f"{scope}:registry") or _setting("registry")
    return address.rstrip("/") if address else None


def _setting(name: str) -> str | None:
    """Return a setting of npm's, from the environment or from the user's `~/.npmrc`."""
    if value := os.environ.get(f"npm_config_{name}"):
        return value
    try:
        lines = Path("~/.npmrc").expanduser().read_text(encoding="utf-8")
    except (OSError, RuntimeError, UnicodeDecodeError):  # no such file, or no home
        return None
    found = re.search(rf"^\s*{re.escape(name)}\s*=\s*(\S+)", lines, re.MULTILINE)
    return os.path.expandvars(found.group(1)) if found else None


def _headers(package: str) -> dict[str, str]:
    registry = (_own_registry(package) or "").partition(":")[2]
    token = _setting(f"{registry}/:_authToken") if registry else None
    authorization = {"Authorization": f"Bearer {token}"} if token else {}
    return {"Accept-Encoding": "identity", **authorization}


def _get(package: str, url: str, on_progress: OnProgress = lambda _: None) -> bytes:
    try:
        return download(url, _headers(package), on_progress)
    except Unreachable as reason:
        raise CannotStart(
            f"The interpreters cannot be downloaded ({reason}), and {runtime_place()} has no "
            "intact copy. Connect to the network and start again. Behind a proxy, set HTTPS_PROXY. "
            "For another npm registry, set npm_config_registry."
        ) from None


def download(
    url: str, headers: Mapping[str, str], on_progress: OnProgress = lambda _: None
) -> bytes:
    """Return what is at an address, without checking its hash.

    Args:
        url: The address.
        headers: Headers of the request.
        on_progress: Called with the number of bytes received so far.

    Raises:
        Unreachable: It cannot be fetched.
    """
    try:
        # The system's certificates, to which a company's proxy may have added its own.
        tls = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        transport = httpx.Client(
            verify=tls, timeout=SECONDS, follow_redirects=True, headers=headers
        )
        with transport as client:
            return _read(client, url, on_progress)
    except httpx.HTTPStatusError as failure:
        raise Unreachable(f"status {failure.response.status_code}") from None
    except (httpx.HTTPError, httpx.InvalidURL, ImportError, ValueError) as failure:
        raise Unreachable(type(failure).__name__) from None


def _read(client: httpx.Client, url: str, on_progress: OnProgress) -> bytes:
    for attempt in range(1, ATTEMPTS + 1):
        received = bytearray()
        try:
            with client.stream("GET", url) as response:
                response.raise_for_status()
                for part in response.iter_bytes():
                    received += part
                    on_progress(len(received))
            return bytes(received)
        except httpx.TransportError:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError
