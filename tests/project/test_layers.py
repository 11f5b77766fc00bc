"""Imports point one way: to what is nearer the protocol, and never to a page or a server."""

import subprocess
import sys

import pytest

from tests.project.modules import (
    AUTH,
    IN_THE_BROWSER,
    ON_PYODIDE,
    PORTABLE,
    ROOT,
    Module,
    belongs_to,
)

ARROWS = {
    "auth.errors": (),
    "auth.encoding": ("auth.errors",),
    "auth.protocol": ("auth.errors", "auth.encoding"),
    "auth.config": ("auth.errors", "auth.encoding", "auth.protocol"),
    "auth.ports": ("auth.protocol",),
    "auth.faults": ("auth.session.states",),
    "auth.session.states": ("auth.errors", "auth.protocol"),
    "auth.session": (
        "auth.errors",
        "auth.faults",
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
        "auth.calls.api",
    ),
    "auth.browser": ("auth.errors", "auth.encoding", "auth.protocol", "auth.ports"),
    "auth.page": (
        "auth.errors",
        "auth.faults",
        "auth.encoding",
        "auth.protocol",
        "auth.config",
        "auth.ports",
        "auth.session.states",
        "auth.client",
        "auth.browser",
    ),
    "auth.backend": ("auth.errors", "auth.encoding", "auth.protocol", "auth.config.addresses"),
    "auth.testing": ("auth.errors", "auth.encoding", "auth.protocol", "auth.ports"),
    "auth": ("auth.client", "auth.config", "auth.session", "auth.flows"),
}
"""What a package's modules may import of `auth`, besides each other; the first entry counts."""


def allowed(name: str) -> tuple[str, ...]:
    """Return what a module may import of `auth`."""
    if name == "auth":
        return ARROWS[name]
    package = next(one for one in ARROWS if belongs_to(name, one))
    return (package, *ARROWS[package])


@pytest.mark.parametrize("module", AUTH, ids=lambda module: module.name)
def test_a_module_imports_what_its_layer_allows(module: Module) -> None:
    """Every arrow between two packages of `auth` is one of the table."""
    inner = {one.name for one in module.imports if belongs_to(one.name, "auth")}
    wrong = {name for name in inner if not belongs_to(name, *allowed(module.name))}
    assert wrong == set()


def test_no_two_packages_import_each_other() -> None:
    """Directly or by a detour: the table has an order in which each is read before its users."""
    waiting = {name: set(needs) - {name} for name, needs in ARROWS.items()}
    while free := [name for name, needs in waiting.items() if not needs & waiting.keys()]:
        for name in free:
            del waiting[name]
    assert waiting == {}


PAGES = ("js", "jsffi", "polyscript", "pyodide", "pyscript")


@pytest.mark.parametrize("module", IN_THE_BROWSER, ids=lambda module: module.name)
def test_the_browser_half_needs_nothing_of_the_other(module: Module) -> None:
    """Neither the backend nor what tests need is ever pulled into a page."""
    names = [one.name for one in module.imports]
    assert not [name for name in names if belongs_to(name, "auth.backend", "auth.testing")]


@pytest.mark.parametrize("module", PORTABLE, ids=lambda module: module.name)
def test_only_adapters_know_a_page(module: Module) -> None:
    """`js` and its like stay in `auth.browser`; reading the page's configuration excepted."""
    pages = [one for one in module.imports if belongs_to(one.name, *PAGES)]
    if module.name == "auth.config.auth_config":
        assert all(one.local for one in pages)
    else:
        assert pages == []


@pytest.mark.parametrize("module", IN_THE_BROWSER, ids=lambda module: module.name)
def test_the_browser_half_has_no_dependencies(module: Module) -> None:
    """The standard library, the page, and itself; `auth.calls.libraries` what it is about."""
    tops = {one.name.partition(".")[0] for one in module.imports}
    own = {"auth", "boot"} if module.name == "auth.page.launcher" else {"auth"}
    if belongs_to(module.name, ON_PYODIDE):
        own |= {"pyodide_http", "requests"}
    assert tops - set(PAGES) - own <= sys.stdlib_module_names


def test_the_imports_have_no_circle() -> None:
    """Every module can be read before those that use it."""
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
    """`import auth` works without a browser, and brings neither the backend nor what tests need."""
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
    others = ("auth.browser", "auth.page", "auth.backend", "auth.testing")
    later = ("auth.calls.libraries", "auth.calls.aws", "auth.config.aws")
    assert not [name for name in loaded if belongs_to(name, *others, *later)]
