"""Imports point one way: to what is nearer the protocol, and never to a page or a server."""

import subprocess
import sys

from tests.project.modules import (
    AUTH,
    IN_THE_BROWSER,
    ON_PYODIDE,
    PORTABLE,
    ROOT,
    belongs_to,
)

ARROWS = {
    "auth.errors": (),
    "auth.faults": ("auth.session",),
    "auth.addresses": ("auth.errors", "auth.protocol.url"),
    "auth.aws_settings": ("auth.errors", "auth.addresses"),
    "auth.config": ("auth.errors", "auth.addresses", "auth.aws_settings"),
    "auth.protocol": ("auth.errors", "auth.config", "auth.aws_settings", "auth.protocol"),
    "auth.session": ("auth.errors", "auth.protocol"),
    "auth.runtime": ("auth.protocol",),
    "auth.surroundings": ("auth.errors", "auth.config", "auth.protocol"),
    "auth.aws": (
        "auth.errors",
        "auth.protocol",
        "auth.records",
        "auth.resources",
        "auth.session",
        "auth.client",
    ),
    "auth.browser": ("auth",),
    "auth.gate": ("auth.browser", "auth.protocol.http", "auth.runtime", "auth.session"),
    "auth.libraries": ("auth.errors", "auth.resources", "auth.client", "auth.libraries"),
    "auth.backend": ("auth.errors", "auth.config", "auth.protocol", "auth.backend"),
    "auth.testing.doubles": ("auth.errors", "auth.protocol", "auth.runtime", "auth.testing"),
    "auth.testing": ("auth.testing",),
}
"""What a module, or the modules of a package, may import of `auth`; the first entry counts."""

CLIENT = (
    "auth.tombstones",
    "auth.records",
    "auth.publisher",
    "auth.events",
    "auth.verification",
    "auth.exchange",
    "auth.tabs",
    "auth.renewal",
    "auth.upkeep",
    "auth.sign_in",
    "auth.sign_out",
    "auth.resources",
    "auth.client",
)
"""The layers of the client, lowest first: each may import those before it."""

CORE = (
    "auth.errors",
    "auth.faults",
    "auth.config",
    "auth.protocol",
    "auth.session",
    "auth.runtime",
)


def allowed(name: str) -> tuple[str, ...]:
    """Give what a module may import of `auth`."""
    if name in CLIENT:
        return CORE + CLIENT[: CLIENT.index(name)]
    if name == "auth":
        return CORE + CLIENT
    key = next(key for key in (name, *ARROWS) if key in ARROWS and belongs_to(name, key))
    return ARROWS[key]


def test_a_module_imports_what_its_layer_allows() -> None:
    """Every import between two modules of `auth` is in the table."""
    offenders = [
        f"{module.name} imports {one.name}"
        for module in AUTH
        for one in module.imports
        if belongs_to(one.name, "auth") and not belongs_to(one.name, *allowed(module.name))
    ]
    assert offenders == []


PAGES = ("js", "jsffi", "polyscript", "pyodide", "pyscript")


def test_the_browser_half_needs_nothing_of_the_other() -> None:
    """A page imports neither the backend nor the stand-in."""
    offenders = [
        f"{module.name} imports {one.name}"
        for module in IN_THE_BROWSER
        for one in module.imports
        if belongs_to(one.name, "auth.backend", "auth.testing")
    ]
    assert offenders == []


def test_only_adapters_know_a_page() -> None:
    """Only `auth.browser` imports `js` and its like, and `auth.config` inside a function."""
    offenders = [
        f"{module.name} imports {one.name}"
        for module in PORTABLE
        for one in module.imports
        if belongs_to(one.name, *PAGES) and not (module.name == "auth.config" and one.local)
    ]
    assert offenders == []


def packages_allowed(module: str) -> frozenset[str]:
    """Return the top-level packages that a module of the browser half may import."""
    own = {"auth", *PAGES}
    if module == "auth.gate":
        own |= {"boot"}
    if belongs_to(module, ON_PYODIDE):
        own |= {"pyodide_http", "requests"}
    return sys.stdlib_module_names | own


def test_the_browser_half_has_no_dependencies() -> None:
    """It imports the standard library, the page and itself; `auth.libraries` what it adapts."""
    offenders = [
        f"{module.name} imports {one.name}"
        for module in IN_THE_BROWSER
        for one in module.imports
        if one.name.partition(".")[0] not in packages_allowed(module.name)
    ]
    assert offenders == []


def test_the_imports_have_no_circle() -> None:
    """Every module can be read before those that use it."""
    waiting = {
        module.name: {
            one.name
            for one in module.imports
            if belongs_to(one.name, "auth") and not one.local and one.name != module.name
        }
        for module in PORTABLE
        if module.name != "auth.runtime"  # its imports are for annotations only
    }
    while free := [name for name, needs in waiting.items() if not needs & waiting.keys()]:
        for name in free:
            del waiting[name]
    assert waiting == {}


def test_importing_auth_loads_no_other_half() -> None:
    """`import auth` works without a browser, and brings neither backend nor stand-in along."""
    program = (
        "import sys; before = set(sys.modules); import auth; print(*sys.modules.keys() - before)"
    )
    process = subprocess.run(  # noqa: S603 - this interpreter, and the program above
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = process.stdout.split()
    assert "auth.client" in loaded
    strangers = [name for name in loaded if not belongs_to(name, "auth")]
    assert {name.partition(".")[0] for name in strangers} <= sys.stdlib_module_names
    halves = ("auth.browser", "auth.backend", "auth.testing")
    aws = ("auth.aws", "auth.aws_settings", "auth.protocol.sigv4", "auth.protocol.identity_pool")
    assert not [name for name in loaded if belongs_to(name, *halves, "auth.libraries", *aws)]
