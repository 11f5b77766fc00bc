"""Pack the API for Lambda: `python -m server.on_aws.pack CONFIGURATION ZIP`."""

import ast
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from importlib.util import resolve_name
from pathlib import Path

from server.runtimes import ROOT

# infra/site.yaml tells Lambda to call `index.handler`.
INDEX = "from server.on_aws.lambda_handler import handler\n"
NEEDED = ("cryptography", "httpx", "mangum", "starlette")
PLATFORM = ("--python-platform", "aarch64-manylinux_2_28", "--python-version", "3.13")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def sources(root: Path) -> list[Path]:
    """Return the files below `root` that the API imports, directly or indirectly."""
    waiting, found = ["server.on_aws.lambda_handler"], set[Path]()
    while waiting:
        file = _file_of(root, waiting.pop())
        if file is None or file in found:
            continue
        found.add(file)
        waiting += _imports(file)
    return sorted(found)


def contents(root: Path, configuration: Path) -> dict[str, bytes]:
    """Return the project's own files of the archive, by path.

    Args:
        root: The project's folder.
        configuration: The page's configuration, which becomes `pyscript.toml`.
    """
    files = {path.relative_to(root).as_posix(): path.read_bytes() for path in sources(root)}
    own = {"index.py": INDEX.encode(), "pyscript.toml": configuration.read_bytes()}
    return files | own


def main(configuration: Path, archive: Path) -> None:
    """Fetch the dependencies for Lambda's platform, and write the archive.

    Args:
        configuration: The page's configuration.
        archive: The zip file to write.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = ["uv", "pip", "install", "--quiet", "--target", folder, *PLATFORM]
        command += ["--only-binary", ":all:", "--constraint", str(ROOT / "constraints.txt")]
        subprocess.run([*command, *NEEDED], check=True)  # noqa: S603 - our own arguments
        fetched = [path for path in Path(folder).rglob("*") if path.is_file()]
        theirs = {path.relative_to(folder).as_posix(): path.read_bytes() for path in fetched}
    _write(archive, theirs | contents(ROOT, configuration))


def _file_of(root: Path, module: str) -> Path | None:
    place = root.joinpath(*module.split("."))
    candidates = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in candidates if file.is_file()), None)


def _imports(file: Path) -> Iterable[str]:
    """Return the project's modules that a file imports, and their packages."""
    package = ".".join(file.relative_to(ROOT).parent.parts)
    for node in _executed(ast.parse(file.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), package)
            names = [origin, *(f"{origin}.{alias.name}" for alias in node.names)]
        for name in names:
            if re.match(r"(auth|server)(\.|$)", name):
                parts = name.split(".")
                yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))


def _executed(node: ast.AST) -> Iterable[ast.AST]:
    """Return `node` and the nodes below it, without imports for type checkers and lazy names."""
    if isinstance(node, ast.FunctionDef) and node.name == "__getattr__":  # PEP 562
        return
    yield node
    below: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
        below = node.orelse
    for child in below:
        yield from _executed(child)


def _write(archive: Path, files: dict[str, bytes]) -> None:
    """Write the same bytes for the same files, so that an unchanged API is not deployed again."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            written.writestr(entry, content)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
