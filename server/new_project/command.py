"""The command `new`: check the arguments, then write the project."""

import argparse
import shlex
from collections.abc import Sequence
from pathlib import Path

from server.errors import CannotStart
from server.new_project.names import COMMAND
from server.new_project.pool import Pool
from server.new_project.template import Choices, project_files, title_of
from server.new_project.writing import require_empty, write_project


def main(arguments: Sequence[str]) -> int:
    """Write a new project, and print what to do next. It asks no questions.

    Args:
        arguments: The arguments after `new`.

    Returns:
        The exit status, 0.

    Raises:
        CannotStart: An argument is invalid, or the folder is not empty or cannot be written.
    """
    options = make_parser().parse_args(arguments)
    if not options.folder.strip():
        raise CannotStart("FOLDER is empty. Name a folder, such as my-app.")
    folder = Path(options.folder)
    require_empty(folder)
    files = project_files(_choices(options, title_of(folder.resolve())))
    write_project(folder, files)
    print(_summary(options, files))
    return 0


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(
        prog=f"{COMMAND} new",
        description="Write a new project: a page, its program, a test, and what publishes it.",
        allow_abbrev=False,
    )
    add = parser.add_argument
    add("folder", metavar="FOLDER", help="folder to write, which is empty or does not exist")
    add("--micropython", action="store_true", help="run the app on MicroPython, without Pyodide")
    add("--fastapi", action="store_true", help="add an API in FastAPI, on an origin of its own")
    add("--account", action="store_true", help="add the account page, at /account")
    pool = parser.add_argument_group("the published page, in production.toml; can be added later")
    for option, metavar, meaning in (
        ("--pool-domain", "HOST", "domain of the user pool"),
        ("--user-pool-id", "ID", "id of the user pool, such as eu-west-1_AbCdEfGhI"),
        ("--client-id", "ID", "id of a public app client"),
        ("--page-url", "URL", "where the page is published, such as https://app.example.com/"),
        ("--api-origin", "ORIGIN", "with --fastapi: where the API is published"),
    ):
        pool.add_argument(option, metavar=metavar, default="", help=meaning)
    return parser


def _choices(options: argparse.Namespace, title: str) -> Choices:
    if options.api_origin and not options.fastapi:
        raise CannotStart("--api-origin needs --fastapi.")
    return Choices(
        title=title,
        on_micropython=options.micropython,
        with_fastapi=options.fastapi,
        with_account=options.account,
        pool=Pool(
            domain=options.pool_domain,
            user_pool_id=options.user_pool_id,
            client_id=options.client_id,
            page_url=options.page_url,
            api_origin=options.api_origin,
        ),
    )


def _summary(options: argparse.Namespace, files: dict[str, str]) -> str:
    lines = [f"{options.folder}: {len(files)} files.", "", "Next:"]
    if Path(options.folder).resolve() != Path.cwd():
        lines.append(f"  cd {shlex.quote(options.folder)}")
    lines += ["  pip install -r requirements.txt", f"  {COMMAND} serve"]
    if options.fastapi:
        lines.append("  uvicorn app:app --port 9000    (in a second terminal)")
    return "\n".join(lines)
