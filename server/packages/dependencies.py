"""Which package needs which, by their requirements for Pyodide (dependency specifiers, PyPA)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import NormalizedName, canonicalize_name


def dependencies(
    roots: Iterable[Requirement],
    requires: Mapping[NormalizedName, Iterable[str]],
    environment: Mapping[str, str],
) -> dict[NormalizedName, list[NormalizedName]]:
    """Return the direct dependencies of each package, with those of the extras that are asked for.

    Args:
        roots: The person's own requirements.
        requires: The `Requires-Dist` of each package.
        environment: The values of environment markers.
    """
    parsed = {name: list(_parsed(texts)) for name, texts in requires.items()}
    extras: dict[str, set[str]] = defaultdict(set)
    asked = list(roots)
    while True:
        for requirement in asked:
            extras[canonicalize_name(requirement.name)] |= requirement.extras
        active = {name: _active(parsed[name], extras[name], environment) for name in parsed}
        asked = [one for needed in active.values() for one in needed]
        if all(one.extras <= extras[canonicalize_name(one.name)] for one in asked):
            break
    return {
        name: sorted({canonicalize_name(one.name) for one in needed} & parsed.keys() - {name})
        for name, needed in active.items()
    }


def _parsed(texts: Iterable[str]) -> Iterable[Requirement]:
    for text in texts:
        try:
            yield Requirement(text)
        except InvalidRequirement:  # of an old package; the resolver has passed over it too
            continue


def _active(
    requirements: Iterable[Requirement], extras: Iterable[str], environment: Mapping[str, str]
) -> list[Requirement]:
    values = [{**environment, "extra": extra} for extra in ("", *extras)]
    return [
        one
        for one in requirements
        if one.marker is None or any(one.marker.evaluate(each) for each in values)
    ]
