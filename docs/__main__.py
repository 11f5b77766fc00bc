"""Writes the API reference from the docstrings: `uv run --group dev -m docs [FOLDER]`.

pdoc imports every module, also `auth.browser`; see `docs/page_modules.py`.
"""

import sys
import warnings
from pathlib import Path

import pdoc
from pdoc import render

from docs.page_modules import empty_modules, in_place

HERE = Path(__file__).parent
FOLDER = HERE / "reference"
PUBLIC = (
    "auth",
    "auth.config",
    "auth.errors",
    "auth.session.events",
    "auth.session.states",
    "auth.ports",
    "auth.browser",
    "auth.page",
    "auth.calls.response",
    "auth.calls.aws",
    "auth.calls.libraries",
    "auth.protocol",
    "auth.backend",
    "auth.backend.fastapi",
    "auth.testing",
    "auth.testing.doubles",
    "cognito_stand_in",
    "cognito_stand_in.service",  # the base class of `FakeCognito`
)
"""The modules for users; of a package without `__all__`, all modules."""


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
        pdoc.pdoc(*PUBLIC, output_directory=folder)


if __name__ == "__main__":
    main()
