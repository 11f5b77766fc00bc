"""What a static host serves, built from the page's files, its configuration and its path."""

from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from server import account_page, inspector
from server.account_page import has_account_page
from server.addresses import RUNTIME, Addresses
from server.building.versions import NAME
from server.configuration import Configuration
from server.contents import Contents, first_with
from server.errors import CannotStart
from server.page import document_headers
from server.page_head import runs_in_worker
from server.publishing.previous import Previous
from server.publishing.static_site import StaticSite
from server.release import Release, build_release
from server.vault import require_compatible

NOT_FOUND = Path(__file__).with_name("templates") / "404.html"
_PROGRAMS = (".js", ".mjs")
VERSIONS = f"{RUNTIME}built/{NAME}"


def compose(
    root: Path,
    configuration: Configuration,
    base: str,
    *,
    with_inspector: bool = False,
    previous: Previous | None = None,
    routes: tuple[str, ...] = (),
    front: Path | None = None,
) -> StaticSite:
    """Return the site for the page in `root`.

    Args:
        root: The folder of the page.
        configuration: The page's configuration.
        base: The path that the page is served below, with a slash at both ends.
        with_inspector: Whether the inspector is part of the site.
        previous: The build that is live, whose policy stays valid.
        routes: Paths of the app's own pages, for hosts that cannot tell them from missing files.
        front: A folder whose files replace those of `root`.

    Raises:
        CannotStart: The page, a file that its configuration fetches, or the inspector is missing.
    """
    folders = [root] if front is None else [front, root]
    release = build_release(folders, configuration, base)
    _require_named(configuration, release.addresses)
    index = first_with(folders, "index.html")
    html, import_map = release.rewrite(_page(index, with_inspector=with_inspector))
    require_compatible(configuration, folders, html, is_inspected=with_inspector)
    callback = urlsplit(configuration.auth.redirect_uri).path or "/"
    has_worker = runs_in_worker(html) or configuration.has_vault
    files = _files(folders, release) | (_inspector(root, release) if with_inspector else {})
    has_account = has_account_page(folders)
    if has_account:
        document = _page(folders[0] / account_page.DOCUMENT[1:], with_inspector=with_inspector)
        files[base + account_page.DOCUMENT[1:]] = release.rewrite(document)[0].encode()
    files |= dict.fromkeys(_documents(base, callback), html.encode())
    files |= _for_workers(files, release.addresses) if has_worker else {}
    lasting = (f"{release.addresses.app}/", f"{release.addresses.runtime}/")
    maps = dict.fromkeys([import_map, *([previous.import_map] if previous else [])])
    return StaticSite(
        base=base,
        release=lasting,
        lasting=tuple(dict.fromkeys([*lasting, *(previous.lasting if previous else ())])),
        headers=document_headers(configuration.auth, html, *maps, creates_passkeys=has_account),
        callback=callback,
        import_map=import_map,
        files={address[1:]: content for address, content in sorted(files.items())},
        routes=routes,
    )


def _for_workers(files: dict[str, bytes], addresses: Addresses) -> dict[str, bytes]:
    """Return the module that others import by a path, where no import map reaches them."""
    return {f"{addresses.app}{VERSIONS}": files[addresses.of(VERSIONS)]}


def _documents(base: str, callback: str) -> list[str]:
    """Return the files with the page: index.html, and the file for the callback's path."""
    if not callback.startswith(base):
        return [f"{base}index.html"]
    path = unquote(callback)
    if path.endswith("/"):
        path = f"{path}index.html"
    elif not path.endswith("/index.html"):
        path = f"{path}.html"
    return [f"{base}index.html", path]


def _files(folders: list[Path], release: Release) -> dict[str, bytes]:
    """Return the files by address, except the page itself."""
    addresses = release.addresses
    contents = Contents(folders, release.configuration.files, release.configuration_text)
    files = _with_addresses(_page_files(contents, addresses), release)
    not_found = addresses.in_html(NOT_FOUND.read_text("utf-8")).encode()
    return files | {f"{addresses.base}404.html": not_found}


def _page_files(contents: Contents, addresses: Addresses) -> dict[str, bytes]:
    """Return public files by their addresses in the release, and assets by their own paths too."""
    found = {path: contents.find(path) for path in addresses.files}
    public = {path: content for path, content in found.items() if content is not None}
    released = {addresses.files[path]: content for path, content in public.items()}
    assets = [path for path in public if _has_a_plain_address(path)]
    return released | {f"{addresses.base}{path[1:]}": public[path] for path in assets}


def _with_addresses(files: dict[str, bytes], release: Release) -> dict[str, bytes]:
    """Return `files` with the addresses of the release in every document."""
    documents = [address for address in files if address.endswith(".html")]
    return files | {
        address: release.rewrite(files[address].decode())[0].encode() for address in documents
    }


def _page(document: Path, *, with_inspector: bool) -> str:
    try:
        html = document.read_text("utf-8")
    except OSError as failure:
        raise CannotStart(f"{document.name} cannot be read: {failure.strerror}.") from None
    return inspector.with_inspector(html) if with_inspector else html


def _require_named(configuration: Configuration, addresses: Addresses) -> None:
    """Check that files in `[files]` exist; absolute URLs are not checked."""
    for path in sorted(configuration.files):
        if "://" not in path and path not in addresses.files:
            raise CannotStart(
                f"{configuration.name}: [files] contains {path}, and there is no such public file. "
                "Write it as a path from the root, such as /reports.py."
            )


def _has_a_plain_address(path: str) -> bool:
    """Return whether programs may request this file by its own path, such as an image."""
    is_asset = path.startswith("/static/") and not path.startswith(RUNTIME)
    return is_asset and PurePosixPath(path).suffix not in _PROGRAMS


def _inspector(root: Path, release: Release) -> dict[str, bytes]:
    """Return the inspector's files, with the addresses of the release in its page."""
    if not (root / "inspector").is_dir():
        raise CannotStart("--with-inspector needs the folder inspector/, which is missing.")
    found = {path: inspector.find(root, path) for path in (inspector.ARCHIVE, *inspector.FILES)}
    files = {
        f"{release.addresses.base}{path[1:]}": content
        for path, content in found.items()
        if content is not None
    }
    return _with_addresses(files, release)
