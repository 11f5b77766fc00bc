"""Writes the API reference from the docstrings: `uv run --group dev -m docs [FOLDER]`.

pdoc imports every module, also `auth.browser`; see `docs/page_modules.py`.
"""

import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import pdoc
from pdoc import render

import auth
from auth import remote, testing
from docs.page_modules import empty_modules, in_place
from docs.public import public_names

HERE = Path(__file__).parent
FOLDER = HERE / "reference"
PUBLIC = tuple(public_names())
"""The modules for users, each of which has a page: those with `__all__`."""


def main() -> None:
    """Write the reference, and print where it is."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else FOLDER
    write_reference(folder)
    print(f"The API reference: {folder / 'index.html'}")


def write_reference(folder: Path) -> None:
    """Write a page for each public module into `folder`."""
    render.configure(
        docformat="google",
        template_directory=HERE / "templates",
        show_source=False,
        search=False,
    )
    with in_place(empty_modules()), warnings.catch_warnings():
        # Annotations that only type checkers can resolve stay as text.
        warnings.filterwarnings("ignore", "Error parsing type annotation", UserWarning)
        with every_name_loaded():
            pdoc.pdoc(*PUBLIC, output_directory=folder)


@contextmanager
def every_name_loaded() -> Iterator[None]:
    """Load the names that packages import when they are used: pdoc reads what is there."""
    with ExitStack() as stack:
        for package in (auth, remote, testing):
            later = {name: getattr(package, name) for name in package.__all__}
            stack.enter_context(patch.dict(vars(package), later))
        yield


if __name__ == "__main__":
    main()
