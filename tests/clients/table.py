"""The table of clients in the stand-in's README, made from the tests and the pinned versions."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from server.runtimes import ROOT

HERE = Path(__file__).parent
README = ROOT / "cognito_stand_in" / "README.md"
HEAD = "| client | version | where | what was run |\n|---|---|---|---|\n"
# Packages that are not clients: they check pages, and bundle apps.
TOOLS = {"axe-core", "esbuild"}
# Tests of the packages and of this table.
OTHERS = {"test_packages.py", "test_table.py"}


class Client(NamedTuple):
    """A client, the file with its tests, and where they run it."""

    name: str
    tests: str
    where: str


CLIENTS = (
    Client("aws-amplify", "test_amplify.py", "Chromium, TLS"),
    Client("amazon-cognito-auth-js", "test_amazon_cognito_auth_js.py", "Chromium, TLS"),
    Client("amazon-cognito-identity-js", "test_amazon_cognito_identity_js.py", "Chromium, TLS"),
    Client("@aws-sdk/client-cognito-identity", "test_identity_client.py", "Chromium, TLS"),
    Client("aws-jwt-verify", "test_aws_jwt_verify.py", "Node, TLS"),
    Client("oauth4webapi", "test_oauth4webapi.py", "Node"),
    Client("openid-client", "test_openid_client.py", "Node"),
    Client("oidc-client-ts", "test_oidc_client_ts.py", "Node"),
    Client("arctic", "test_arctic.py", "Node, TLS"),
    Client("@auth/core", "test_authjs.py", "Node, TLS"),
    Client("passport-openidconnect", "test_passport_openidconnect.py", "Node, TLS"),
    Client("jose", "test_jose.py", "Node, TLS"),
    Client("boto3", "test_boto3.py", "Python, TLS"),
    Client("authlib", "test_authlib.py", "Python, TLS"),
)


def table() -> str:
    """Return the table in Markdown."""
    return HEAD + "".join(
        f"| {client.name} | {version_of(client.name)} | {client.where} | "
        f"{'; '.join(steps_of(client.tests))} |\n"
        for client in CLIENTS
    )


def written(text: str) -> str:
    """Return the README with the table in its place."""
    pattern = re.escape(HEAD) + r"(?:\|.*\n)*"
    assert re.search(pattern, text), f"{README.name}: expected a table that begins with {HEAD}"
    return re.sub(pattern, lambda _: table(), text)


def version_of(name: str) -> str:
    """Return the version of a package that is pinned for npm or for Python.

    Raises:
        KeyError: it is not pinned.
    """
    lock = json.loads((HERE / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    if f"node_modules/{name}" in lock:
        return str(lock[f"node_modules/{name}"]["version"])
    constraints = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    found = re.search(rf"^{re.escape(name)}==(\S+)", constraints, re.MULTILINE)
    if found is None:
        raise KeyError(name)
    return found.group(1)


def steps_of(tests: str) -> list[str]:
    """Return what the tests of a file run, from their names: `it_signs_in` is "signs in"."""
    return [name.removeprefix("it_").replace("_", " ") for name in _tests(HERE / tests)]


def _tests(path: Path) -> Iterator[str]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node.name.removeprefix("test_")
