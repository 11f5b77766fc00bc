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


@pytest.mark.parametrize("module", AUTH, ids=lambda module: module.name)
def test_a_module_imports_what_its_layer_allows(module: Module) -> None:
    """Every arrow between two modules of `auth` is one of the table."""
    inner = {one.name for one in module.imports if belongs_to(one.name, "auth")}
    wrong = {name for name in inner if not belongs_to(name, *allowed(module.name))}
    assert wrong == set()


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
    if module.name == "auth.config":
        assert all(one.local for one in pages)
    else:
        assert pages == []


@pytest.mark.parametrize("module", IN_THE_BROWSER, ids=lambda module: module.name)
def test_the_browser_half_has_no_dependencies(module: Module) -> None:
    """The standard library, the page, and itself; `auth.libraries` what it is about."""
    tops = {one.name.partition(".")[0] for one in module.imports}
    own = {"auth", "boot"} if module.name == "auth.gate" else {"auth"}
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
        if module.name != "auth.runtime"  # its imports are for annotations only
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
    halves = ("auth.browser", "auth.backend", "auth.testing")
    aws = ("auth.aws", "auth.aws_settings", "auth.protocol.sigv4", "auth.protocol.identity_pool")
    assert not [name for name in loaded if belongs_to(name, *halves, "auth.libraries", *aws)]
