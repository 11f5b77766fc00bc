"""An app that runs what a test gives it, to see what the interpreter is like."""

import js

from auth.browser.ffi import create_proxy


def run(program: str) -> str:
    """Run a program, and give what it has `found`."""
    scope: dict[str, object] = {}
    exec(program, scope)  # noqa: S102 - that is what it is for
    return str(scope["found"])


js.run = create_proxy(run)
js.document.documentElement.dataset.session = "signed_out"
