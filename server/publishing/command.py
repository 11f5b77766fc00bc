"""`serve.py build`: check everything, then write the folder."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from server.building.compression import Compressed
from server.building.micropython_fit import runs_on_micropython
from server.building.prepare import prepare_to_publish
from server.configuration import Configuration, read_configuration
from server.contents import first_with
from server.packages.micropython import warn_about_micropython
from server.page import ENTRY_TAGS
from server.page_folder import (
    CONFIGURATION,
    PROGRAM,
    add_page_option,
    require_page,
    use_current_folder,
)
from server.program import NAME
from server.publishing.composing import compose
from server.publishing.compressed import with_codings
from server.publishing.folder import replace, require_replaceable
from server.publishing.hosts import files_for_hosts
from server.publishing.manifest import SERVED, listed
from server.publishing.nginx import USUAL_LOG
from server.publishing.previous import Previous, read_previous
from server.publishing.production_checks import (
    base_of,
    require_public_addresses,
    require_redirect_below,
    require_routes_below,
)
from server.publishing.static_site import StaticSite
from server.runtimes import ROOT

ON_MICROPYTHON = (
    f"{PROGRAM} would also run on MicroPython, which calls the API sooner after a sign-in: see "
    '"Which interpreter does my app need?" in docs/your-own-page.md.'
)

USUAL_OUT = Path("build")
"""Not `dist/`, where Python's build tools write packages."""


def main(words: Sequence[str]) -> int:
    """Build the page, and print what was built.

    Args:
        words: The arguments after `serve.py build`.

    Returns:
        The exit status, 0.

    Raises:
        CannotStart: The page cannot be built, or the folder cannot be written.
    """
    options = make_parser().parse_args(words)
    use_current_folder(options, needs_configuration=True)
    require_page(options.page)
    configuration = read_configuration(options.config)
    if not options.allow_loopback:
        require_public_addresses(configuration)
    base = options.base or base_of(configuration)
    require_redirect_below(base, configuration)
    require_routes_below(base, options.route)
    folders = [ROOT] if options.page is None else [options.page, ROOT]
    require_replaceable(options.out, *(folder.resolve() for folder in folders))
    previous = None if options.previous is None else read_previous(options.previous)
    prepare_to_publish(ROOT, configuration)
    warn_about_micropython(configuration, first_with(folders, "index.html"))
    site = compose(
        ROOT,
        configuration,
        base,
        with_inspector=options.with_inspector,
        previous=previous,
        routes=tuple(options.route),
        front=options.page,
    )
    files = build(ROOT, site, previous, access_log=options.access_log)
    replace(options.out, files)
    print(_summary(options.out, configuration, files))
    if _could_run_on_micropython(folders):
        print(ON_MICROPYTHON)
    return 0


def build(
    root: Path, site: StaticSite, previous: Previous | None = None, *, access_log: str = USUAL_LOG
) -> dict[str, bytes]:
    """Return every file of the built folder, by its path there.

    Args:
        root: The folder of the page.
        site: The page as it is delivered.
        previous: The build that is live, whose files are kept.
        access_log: The file that nginx writes a line a request to.
    """
    delivered = with_codings(site.files, Compressed.below(root))
    at_the_root, beside = files_for_hosts(site, delivered, access_log=access_log)
    served = {**(previous.files if previous else {}), **delivered, **at_the_root}
    files = {
        **{f"{SERVED}/{name}": content for name, content in served.items()},
        **{f"hosts/{name}": content for name, content in beside.items()},
    }
    return listed(files, site)


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog=f"{NAME} build",
        description="Write the page into a folder for a static host. See docs/deploying.md.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add(
        "--out",
        type=Path,
        default=USUAL_OUT,
        metavar="FOLDER",
        help="folder to write; an earlier build is replaced (default: build)",
    )
    add(
        "--config",
        type=Path,
        default=CONFIGURATION,
        metavar="FILE",
        help="configuration of the page (default: pyscript.toml)",
    )
    add_page_option(parser, "build another page: files in this folder replace the usual ones")
    add("--base", metavar="PATH", help="path of the page on its host (default: redirect_uri's)")
    add(
        "--route",
        action="append",
        default=[],
        metavar="PATH",
        help="path of a page of the app, such as /reports/*, for Netlify; may be repeated",
    )
    add("--previous", type=Path, metavar="FOLDER", help="the build that is live: keep its files")
    add("--allow-loopback", action="store_true", help="accept addresses of this machine, for tests")
    add("--with-inspector", action="store_true", help="include the inspector")
    add("--access-log", default=USUAL_LOG, metavar="FILE", help="nginx's access log")
    return parser


def _could_run_on_micropython(folders: Sequence[Path]) -> bool:
    """Check whether the page starts its program on Pyodide, and would not have to."""
    page, source = (
        first_with(folders, name).read_text("utf-8") for name in ("index.html", PROGRAM)
    )
    return ENTRY_TAGS["mpy"] not in page and runs_on_micropython(source)


def _summary(out: Path, configuration: Configuration, files: dict[str, bytes]) -> str:
    megabytes = sum(map(len, files.values())) / 1e6
    return "\n".join(
        [
            f"{out / 'site'}: the files to serve, for {configuration.auth.redirect_uri}",
            f"{out / 'hosts'}: configuration for nginx, CloudFront and S3",
            f"{len(files)} files, {megabytes:.1f} MB. Next steps: docs/deploying.md",
        ]
    )
