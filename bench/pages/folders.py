"""Build the folder of each page: ours with performance marks, and the others."""

import shutil
from pathlib import Path
from string import Template

from server.manifest import read_manifest
from server.origins import Origins, replace_origins
from server.registry import fetch_archive, files_of
from server.runtimes import ROOT
from tests.clients.packages import NODE_MODULES, ensure_packages

HERE = Path(__file__).parent
WRITTEN_FOR = Origins.from_port(8000)
OURS = ("index.html", "main.py", "pyscript.toml", "auth", "static")
MARK = 'import js\n\njs.performance.mark("{name}")\n'
FIRST_CALL = "\nif page.client.session.is_signed_in:\n    await call_the_api()\n"
BARE_HEAD = ('<script type="module" src="/static/bare.js"></script>',)
MICROPYTHON = "/static/runtime/micropython/micropython"
INTERPRETER_HEAD = (
    f'<link rel="modulepreload" href="{MICROPYTHON}.mjs">',
    '<link rel="modulepreload" href="/static/bare.js">',
    f'<link rel="preload" href="{MICROPYTHON}.wasm" as="fetch" crossorigin>',
    '<script type="module" src="/static/interpreter.js"></script>',
)
OIDC_CLIENT_TS_HEAD = (
    '<script defer src="/static/runtime/oidc-client-ts.min.js"></script>',
    '<script defer src="/static/oidc_client_ts.js"></script>',
)
SIGN_IN_ON_LOAD = "[auth]\nsign_in_on_load = true\n"


def make_ours(folder: Path, *, signs_in_on_load: bool = True) -> None:
    """Copy our page, with marks when programs start and an API call at once."""
    for name in OURS:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, folder / name)
    app = folder / "main.py"
    app.write_text(MARK.format(name="main.py") + app.read_text() + FIRST_CALL)
    settings = folder / "pyscript.toml"
    if signs_in_on_load:
        settings.write_text(settings.read_text().replace("[auth]\n", SIGN_IN_ON_LOAD))


def make_costs(folder: Path) -> None:
    """Copy our page with a landing page, and with the program that measures the package."""
    make_ours(folder, signs_in_on_load=False)
    shutil.copyfile(HERE / "costs.py", folder / "main.py")


def make_bare(folder: Path, origins: Origins) -> None:
    """Build the page without a library."""
    _put_page(folder, "Sign-in without any library", BARE_HEAD)
    _put("bare.js", folder / "static" / "bare.js", origins)


def make_interpreter(folder: Path, origins: Origins) -> None:
    """Build the same page, which starts MicroPython first and then does not use it."""
    make_bare(folder, origins)
    _put_page(folder, "Sign-in without any library, once an interpreter is up", INTERPRETER_HEAD)
    _put("interpreter.js", folder / "static" / "interpreter.js", origins)
    _copy(ROOT / "static" / "runtime" / "micropython", _runtime_folder(folder) / "micropython")


def make_oidc_client_ts(folder: Path, origins: Origins) -> None:
    """Build the page with oidc-client-ts, from its package's file for browsers."""
    ensure_packages()
    _put_page(folder, "Sign-in with oidc-client-ts", OIDC_CLIENT_TS_HEAD)
    _put("oidc_client_ts.js", folder / "static" / "oidc_client_ts.js", origins)
    shipped = NODE_MODULES / "oidc-client-ts" / "dist" / "browser" / "oidc-client-ts.min.js"
    shutil.copy(shipped, _runtime_folder(folder))


def make_stock(folder: Path, origins: Origins) -> None:
    """Build the page with PyScript and Pyodide from their packages."""
    _put("stock.html", folder / "index.html", origins)
    _put("stock.py", folder / "main.py", origins)
    _put("stock.toml", folder / "static" / "stock.toml", origins)
    for runtime in read_manifest():
        archive = fetch_archive(runtime.package, runtime.version, runtime.integrity)
        place = _runtime_folder(folder) / runtime.name
        place.mkdir()
        for name, content in files_of(archive, runtime.source).items():
            (place / name).write_bytes(content)


def _runtime_folder(folder: Path) -> Path:
    """Return the folder for files of other projects."""
    runtime = folder / "static" / "runtime"
    runtime.mkdir(parents=True, exist_ok=True)
    return runtime


def _copy(source: Path, folder: Path) -> None:
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns("*.map", "*.ts", "*.md"))


def _put_page(folder: Path, title: str, head: tuple[str, ...]) -> None:
    page = Template((HERE / "page.html").read_text("utf-8"))
    (folder / "index.html").write_text(
        page.substitute(title=title, head="\n    ".join(head)), "utf-8"
    )


def _put(name: str, place: Path, origins: Origins) -> None:
    place.parent.mkdir(exist_ok=True)
    place.write_text(
        replace_origins((HERE / name).read_text("utf-8"), WRITTEN_FOR, origins), "utf-8"
    )
