"""Explains in one sentence why pip found no solution, and names the nearest that exists."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from itertools import takewhile
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from server.packages.pyodide_distribution import Entry
from server.packages.running_pip import Output, list_versions, run_pip
from server.packages.target import Target

_NOT_FOUND = re.compile(
    r"satisfies the requirement (?P<text>.+?)(?: \(from (?!versions)(?P<by>[^()]+)\))?"
    r" \(from versions: (?P<versions>.*)\)"
)
_OTHER_PYTHON = re.compile(r"Package '(.+)' requires a different Python: (.+) not in '(.+)'")
_DAMAGED = re.compile(r"Wheel '.*' located at (.+) is invalid")
_OFFLINE = re.compile(
    r"Retrying \(|Failed to establish|Max retries|is not a trusted|timed out|HTTP error [45]\d\d"
    r"|\b(?:401|403|407|5\d\d) (?:Client|Server) Error|(?:SSL|Proxy|Connection)Error"
)
_CONFLICT = "The conflict is caused by:"
_UNAVAILABLE = "no matching distributions available for your environment:"


def reason_of(run: Output, target: Target, distribution: Mapping[str, Entry]) -> str:
    """Return why pip failed, in sentences.

    Args:
        run: What pip printed.
        target: The Pyodide that it resolved for.
        distribution: Pyodide's own distribution.
    """
    text = f"{run.stdout}\n{run.stderr}"
    if _CONFLICT in text:
        return _conflict(text, target, distribution)
    if missing := _NOT_FOUND.search(text):
        if _OFFLINE.search(text) and missing["versions"] == "none":
            return _offline()
        return _not_found(missing, target, distribution)
    if other := _OTHER_PYTHON.search(text):
        name, python, needed = other.groups()
        return f"{name} needs Python {needed}, and pages have Python {python}."
    if damaged := _DAMAGED.search(text):
        return f"{Path(damaged[1]).name} is damaged: it is not an intact wheel."
    return _offline() if _OFFLINE.search(text) else f"pip failed: {_last_error(text)}"


def _offline() -> str:
    return (
        "The package index cannot be reached. Connect to the network and start again. pip's own "
        "settings name the index, and HTTPS_PROXY a proxy."
    )


def _conflict(text: str, target: Target, distribution: Mapping[str, Entry]) -> str:
    for name in _lines_after(_UNAVAILABLE, text):
        is_packed = canonicalize_name(name) in distribution
        if not is_packed and run_pip(target, "index", "versions", name).returncode:
            return f"{_absence(name, '', target)}{_similar(name, distribution)}"
    causes = "; ".join(_lines_after(_CONFLICT, text))
    causes = causes.replace("The user requested (constraint)", "a constraint of pip's has")
    causes = causes.replace("The user requested", "packages has")
    return f"No versions for Pyodide fit all of this: {causes}."


def _lines_after(heading: str, text: str) -> list[str]:
    """Return the lines below a heading, up to an empty one."""
    lines = text.partition(heading)[2].strip().splitlines()
    return [line.strip() for line in takewhile(str.strip, lines)]


def _not_found(missing: re.Match[str], target: Target, distribution: Mapping[str, Entry]) -> str:
    text = missing["text"].partition(";")[0].strip()
    by = f" (needed by {missing['by']})" if missing["by"] else ""
    if versions := _versions(missing["versions"].split(", ")):
        return (
            f"No version for Pyodide fits {text}{by}. The nearest that exists is "
            f"{_nearest(text, versions)}."
        )
    name = re.split(r"[^\w.-]", text)[0]
    return f"{_absence(name, by, target)}{_similar(name, distribution)}"


def _absence(name: str, by: str, target: Target) -> str:
    """Return whether the index has a package at all, and what of it."""
    if list_versions(target, name).returncode:
        return f"There is no package {name}{by} in the package index or in Pyodide's distribution."
    is_source = list_versions(target, name, "--only-binary", ":all:").returncode
    only = "only its source" if is_source else "only wheels for other platforms"
    return (
        f"{name}{by} has no wheel for Pyodide: the package index has {only}, and Pyodide's "
        "distribution does not have it."
    )


def _versions(texts: Iterable[str]) -> list[Version]:
    found = []
    for text in texts:
        try:
            found.append(Version(text))
        except InvalidVersion:  # "none", too
            continue
    return sorted(found)


def _nearest(text: str, versions: list[Version]) -> Version:
    """Return the newest version before the one that is asked for, or else the oldest."""
    finals = [one for one in versions if not one.is_prerelease] or versions
    try:
        asked = _versions(one.version for one in Requirement(text).specifier)
    except InvalidRequirement:
        asked = []
    before = [one for one in finals if asked and one < asked[0]]
    return before[-1] if before else finals[0] if asked else finals[-1]


def _similar(name: str, distribution: Mapping[str, Entry]) -> str:
    similar = get_close_matches(canonicalize_name(name), distribution, n=3, cutoff=0.7)
    return f" The nearest there: {', '.join(similar)}." if similar else ""


def _last_error(text: str) -> str:
    errors = [line for line in text.splitlines() if line.startswith("ERROR: ")] or [text.strip()]
    return errors[-1].removeprefix("ERROR: ")
