"""Parses the project's Python files."""

import ast
import importlib.util
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Import:
    """One imported module; `local` means inside a function."""

    name: str
    local: bool


@dataclass(frozen=True, eq=False)
class Module:
    """A file with its dotted name."""

    path: Path
    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree, parsed when it is first used: every process collects all tests."""
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> list[Import]:
        """Every import, also for annotations only; submodules have their full names."""
        inside = {
            id(node)
            for function in ast.walk(self.tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
        }
        return [
            Import(name, id(node) in inside)
            for node in ast.walk(self.tree)
            for name in imported_names(node, self.package)
        ]

    @property
    def package(self) -> str:
        """The package that relative imports in this file start from."""
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    @property
    def at_run_time(self) -> ast.Module:
        """The syntax tree without code below `if TYPE_CHECKING`."""
        return ast.Module(
            [node for node in self.tree.body if not is_for_type_checkers(node)], type_ignores=[]
        )


def imported_names(node: ast.AST, package: str = "") -> list[str]:
    """Return the modules that a statement imports; relative ones start from `package`."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        relative = "." * node.level + (node.module or "")
        module = importlib.util.resolve_name(relative, package)
        return [_module_of(module, alias.name) for alias in node.names]
    return []


def _origin(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - node.level + 1]
    return ".".join([*base, *([node.module] if node.module else [])])


def _module_of(package: str, name: str) -> str:
    folder = ROOT.joinpath(*package.split("."))
    is_module = (folder / f"{name}.py").exists() or (folder / name / "__init__.py").exists()
    return f"{package}.{name}" if is_module else package


def is_for_type_checkers(node: ast.stmt) -> bool:
    """Check whether a statement is `if TYPE_CHECKING:` without `else`."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
    )


@cache
def parsed(path: Path) -> Module:
    """Read a file."""
    text = path.read_text("utf-8")
    parts = path.relative_to(ROOT).with_suffix("").parts
    name = ".".join(parts).removesuffix(".__init__")
    return Module(path, name, text)


def modules(folder: str) -> list[Module]:
    """Return every module in a folder and its subfolders."""
    return [parsed(path) for path in sorted((ROOT / folder).rglob("*.py"))]


def belongs_to(name: str, *packages: str) -> bool:
    """Check whether a module is one of these packages or in one of them."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


AUTH = modules("auth")
IN_THE_BROWSER = [one for one in AUTH if not belongs_to(one.name, "auth.backend", "auth.testing")]
ON_PYODIDE = "auth.calls.libraries"
ON_BOTH = [one for one in IN_THE_BROWSER if not belongs_to(one.name, ON_PYODIDE)]
WITH_A_PAGE = ("auth.browser", "auth.page", ON_PYODIDE)
PORTABLE = [one for one in IN_THE_BROWSER if not belongs_to(one.name, *WITH_A_PAGE)]
STAND_IN = modules("cognito_stand_in")
INSPECTOR = modules("inspector")
PROGRAMS = [
    parsed(ROOT / "serve.py"),
    parsed(ROOT / "main.py"),
    parsed(ROOT / "account.py"),
    *modules("docs"),
    *modules("examples"),
]
PRODUCT = [*AUTH, *STAND_IN, *modules("server"), *INSPECTOR, *PROGRAMS]
TESTS = modules("tests")
