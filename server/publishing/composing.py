"""Composes what a static host serves from the page's files, its configuration and its place."""

from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from server import inspector
from server.addresses import RUNTIME, Addresses
from server.configuration import Configuration
from server.contents import Contents
from server.errors import CannotStart
from server.headers import page_headers
from server.publishing.previous import Previous
from server.publishing.static_site import StaticSite
from server.release import Release, build_release

NOT_FOUND = Path(__file__).with_name("templates") / "not-found.html"
_PROGRAMS = (".js", ".mjs")


def compose(
    root: Path,
    configuration: Configuration,
    base: str,
    *,
    with_inspector: bool = False,
    previous: Previous | None = None,
) -> StaticSite:
    """Compose the site for the page in `root`, which lives below `base` on its host.

    Raises:
        CannotStart: the page, a file that its configuration fetches, or the inspector is missing.
    """
    release = build_release(root, configuration, base)
    addresses = release.addresses
    page = inspector.with_inspector(_page(root)) if with_inspector else _page(root)
    html, import_map = release.rewrite(page)
    _require_named(configuration, addresses)
    contents = Contents([root], configuration.files, release.configuration_text)
    files = _with_addresses(_page_files(contents, addresses), release)
    files |= _inspector(root, release, base) if with_inspector else {}
    files[f"{base}index.html"] = html.encode()
    files[f"{base}not-found.html"] = addresses.in_html(NOT_FOUND.read_text("utf-8")).encode()
    folders = (f"{addresses.app}/", f"{addresses.runtime}/")
    maps = dict.fromkeys([import_map, *([previous.import_map] if previous else [])])
    return StaticSite(
        base=base,
        release=folders,
        lasting=tuple(dict.fromkeys([*folders, *(previous.lasting if previous else ())])),
        headers=page_headers(configuration.auth, *maps),
        callback=urlsplit(configuration.auth.redirect_uri).path or "/",
        import_map=import_map,
        files={address[1:]: content for address, content in sorted(files.items())},
    )


def _page_files(contents: Contents, addresses: Addresses) -> dict[str, bytes]:
    """Give what is public by the addresses of the release, and assets by their own paths too."""
    found = {path: contents.find(path) for path in addresses.files}
    public = {path: content for path, content in found.items() if content is not None}
    released = {addresses.files[path]: content for path, content in public.items()}
    assets = [path for path in public if _has_a_plain_address(path)]
    return released | {f"{addresses.base}{path[1:]}": public[path] for path in assets}


def _with_addresses(files: dict[str, bytes], release: Release) -> dict[str, bytes]:
    """Give `files` with the addresses of the release in every document, as in the page itself."""
    documents = [address for address in files if address.endswith(".html")]
    return files | {
        address: release.rewrite(files[address].decode())[0].encode() for address in documents
    }


def _page(root: Path) -> str:
    try:
        return (root / "index.html").read_text("utf-8")
    except OSError as failure:
        raise CannotStart(f"index.html cannot be read: {failure.strerror}.") from None


def _require_named(configuration: Configuration, addresses: Addresses) -> None:
    """Refuse what the page would look for in vain; whole URLs are somebody else's business."""
    for path in sorted(configuration.files):
        if "://" not in path and path not in addresses.files:
            raise CannotStart(
                f"{configuration.name} fetches {path} in [files], and there is no such file for "
                "pages: write it as a path from the root, such as /reports.py."
            )


def _has_a_plain_address(path: str) -> bool:
    """Tell whether programs may ask for this file by its own path, as for a picture or data."""
    is_asset = path.startswith("/static/") and not path.startswith(RUNTIME)
    return is_asset and PurePosixPath(path).suffix not in _PROGRAMS


def _inspector(root: Path, release: Release, base: str) -> dict[str, bytes]:
    """Give the inspector's files, its page with the release's addresses."""
    if not (root / "inspector").is_dir():
        raise CannotStart("--with-inspector needs the folder inspector/, and there is none.")
    found = {path: inspector.find(root, path) for path in (inspector.ARCHIVE, *inspector.FILES)}
    files = {f"{base}{path[1:]}": content for path, content in found.items() if content is not None}
    return _with_addresses(files, release)
