"""Imports go in one direction, towards the protocol."""

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
    "auth.encoding": ("auth.errors",),
    "auth.protocol": ("auth.errors", "auth.encoding"),
    "auth.config": ("auth.errors", "auth.encoding", "auth.protocol"),
    "auth.ports": ("auth.protocol",),
    "auth.faults": ("auth.errors", "auth.background", "auth.session.states"),
    "auth.background": (),
    "auth.session.states": ("auth.errors", "auth.protocol"),
    "auth.session": (
        "auth.errors",
        "auth.faults",
        "auth.background",
        "auth.encoding",
        "auth.protocol",
        "auth.config",
        "auth.ports",
    ),
    "auth.flows": (
        "auth.errors",
        "auth.encoding",
        "auth.protocol",
        "auth.config",
        "auth.ports",
        "auth.session",
    ),
    "auth.calls": (
        "auth.errors",
        "auth.encoding",
        "auth.protocol",
        "auth.config",
        "auth.ports",
        "auth.session",
    ),
    "auth.client": (
        "auth.errors",
        "auth.protocol",
        "auth.config",
        "auth.ports",
        "auth.session",
        "auth.flows",
        "auth.calls",
    ),
    "auth.account": (
        "auth.errors",
        "auth.encoding",
        "auth.protocol",
        "auth.config",
        "auth.ports",
        "auth.session",
        "auth.flows",
        "auth.calls",
        "auth.browser",
    ),
    "auth.browser": ("auth.errors", "auth.encoding", "auth.protocol", "auth.ports"),
    "auth.remote": (
        "auth.errors",
        "auth.faults",
        "auth.background",
        "auth.encoding",
        "auth.protocol",
        "auth.ports",
        "auth.session",
        "auth.flows",
        "auth.calls",
        "auth.client",
        "auth.browser",
    ),
    "auth.vault": (
        "auth.errors",
        "auth.faults",
        "auth.background",
        "auth.encoding",
        "auth.config",
        "auth.ports",
        "auth.session",
        "auth.calls",
        "auth.client",
        "auth.browser",
        "auth.remote",
    ),
    "auth.page": (
        "auth.errors",
        "auth.faults",
        "auth.background",
        "auth.encoding",
        "auth.protocol",
        "auth.config",
        "auth.ports",
        "auth.session.namespace",
        "auth.session.states",
        "auth.client",
        "auth.browser",
        "auth.remote",
        "auth.vault",
        "auth.account",
    ),
    "auth.backend": ("auth.errors", "auth.encoding", "auth.protocol", "auth.config.addresses"),
    "auth.testing": (
        "auth.errors",
        "auth.faults",
        "auth.encoding",
        "auth.protocol",
        "auth.config",
        "auth.ports",
        "auth.session.states",
        "auth.client",
        "auth.backend",
    ),
    "auth": (
        "auth.errors",
        "auth.protocol",
        "auth.config",
        "auth.ports",
        "auth.session",
        "auth.flows",
        "auth.calls",
        "auth.client",
        "auth.page",
    ),
}
"""What a package's modules may import of `auth`, besides each other; the first entry counts."""


def allowed(name: str) -> tuple[str, ...]:
    """Return the packages of `auth` that a module may import."""
    if name == "auth":
        return ARROWS[name]
    package = next(one for one in ARROWS if belongs_to(name, one))
    return (package, *ARROWS[package])


def test_a_module_imports_what_its_layer_allows() -> None:
    """Every import between two modules of `auth` is in the table."""
    offenders = [
        f"{module.name} imports {one.name}"
        for module in AUTH
        for one in module.imports
        if belongs_to(one.name, "auth") and not belongs_to(one.name, *allowed(module.name))
    ]
    assert offenders == []


def test_no_two_packages_import_each_other() -> None:
    """Neither directly nor indirectly: the table has a topological order."""
    waiting = {name: set(needs) - {name} for name, needs in ARROWS.items()}
    while free := [name for name, needs in waiting.items() if not needs & waiting.keys()]:
        for name in free:
            del waiting[name]
    assert waiting == {}


PAGES = ("cognito_vault", "js", "jsffi", "polyscript", "pyodide", "pyscript")


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
    """Only `auth.browser`, `auth.page` and one function of `auth.config` import `js`."""
    excepted = "auth.config.auth_config"
    offenders = [
        f"{module.name} imports {one.name}"
        for module in PORTABLE
        for one in module.imports
        if belongs_to(one.name, *PAGES) and not (module.name == excepted and one.local)
    ]
    assert offenders == []


def packages_allowed(module: str) -> frozenset[str]:
    """Return the top-level packages that a module of the browser half may import."""
    own = {"auth", *PAGES}
    if module in ("auth.page.launcher", "auth.page.owner_launcher"):
        own |= {"boot"}
    if belongs_to(module, ON_PYODIDE):
        own |= {"pyodide_http", "requests"}
    return sys.stdlib_module_names | own


def test_the_browser_half_has_no_dependencies() -> None:
    """It imports the standard library, the page's modules and itself, with one exception."""
    offenders = [
        f"{module.name} imports {one.name}"
        for module in IN_THE_BROWSER
        for one in module.imports
        if one.name.partition(".")[0] not in packages_allowed(module.name)
    ]
    assert offenders == []


def test_the_imports_have_no_circle() -> None:
    """Modules have a topological order."""
    waiting = {
        module.name: {
            one.name
            for one in module.imports
            if belongs_to(one.name, "auth") and not one.local and one.name != module.name
        }
        for module in PORTABLE
        if module.name != "auth.ports"  # its imports are for annotations only
    }
    while free := [name for name, needs in waiting.items() if not needs & waiting.keys()]:
        for name in free:
            del waiting[name]
    assert waiting == {}


def test_importing_auth_loads_no_other_half() -> None:
    """`import auth` works without a browser, and imports neither backend nor test doubles."""
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
    others = (
        "auth.browser",
        "auth.page",
        "auth.remote",
        "auth.vault",
        "auth.backend",
        "auth.testing",
    )
    later = (
        "auth.account",
        "auth.calls",
        "auth.config.aws",
        "auth.flows.step_up",
        "auth.protocol.acr",
    )
    assert not [name for name in loaded if belongs_to(name, *others, *later)]
