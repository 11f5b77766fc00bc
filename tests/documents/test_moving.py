"""docs/moving.md: every line of code in its tables runs."""

import ast
import inspect
import json
import os
import re
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from auth import AuthClient, AuthConfig, errors
from auth.protocol import authorization, callback, tokens
from auth.protocol.http import Response
from tests.unit import samples
from tests.unit.tab import Browser, Tab

TEXT = (Path(__file__).parents[2] / "docs" / "moving.md").read_text("utf-8")
ROWS = re.findall(r"^\| (?!there)(.+?) \| `(.+?)` \|", TEXT, flags=re.MULTILINE)
VALUES = {**samples.SETTINGS, "region": "eu-west-1", "user_pool_id": "eu-west-1_StandIn01"}


def known_names(tab: Tab) -> dict[str, Any]:
    """Give what the lines take for granted."""
    transaction = samples.transaction()
    body = json.dumps({"access_token": "a.b.c", "token_type": "Bearer", "expires_in": 3600})
    here = {
        "AuthClient": AuthClient,
        "AuthConfig": AuthConfig,
        "client": tab.client,
        "config": samples.config(identity_provider="Google"),
        "os": os,
        "refresh_token": "opaque",
        "response": Response(200, headers={"content-type": "application/json"}, body=body.encode()),
        "runtime": lambda: None,
        "time": time,
        "transaction": transaction,
        "url": f"{samples.PAGE}/?code=c&state={transaction.state}",
    }
    return {**vars(errors), **vars(tokens), **vars(callback), **vars(authorization), **here}


def filled_in(line: str) -> str:
    """Give a line with sound settings in place of "…"."""
    return re.sub(r'"(\w+)": "…"', lambda key: f'"{key[1]}": {VALUES[key[1]]!r}', line)


@pytest.mark.parametrize(("there", "line"), ROWS, ids=[there for there, _ in ROWS])
async def test_the_line_runs(
    one_browser: Browser, monkeypatch: pytest.MonkeyPatch, there: str, line: str
) -> None:
    """As it stands, for somebody who is signed in."""
    page = {"auth": samples.SETTINGS}
    javascript = SimpleNamespace(JSON=SimpleNamespace(stringify=json.dumps))
    monkeypatch.setitem(sys.modules, "js", javascript)
    monkeypatch.setitem(sys.modules, "polyscript", SimpleNamespace(config=page))
    tab = one_browser.tab()
    await tab.sign_in()
    if "AuthClient(" in line:
        line = line.replace("runtime()", "client._runtime")
    names = known_names(tab)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    running = eval(compile(filled_in(line), there, "exec", flags=flags), names)  # noqa: S307
    if inspect.isawaitable(running):
        await running


def test_both_vocabularies_are_there() -> None:
    """Each word of either library has a row or a reason."""
    words = (
        "startSession getSession parseCognitoWebResponse getCachedSession isValid refreshSession "
        "signOut setState IdentityProvider Storage AdvancedSecurityDataCollection "
        "createAuthorizationURL validateAuthorizationCode refreshAccessToken revokeToken "
        "decodeIdToken accessTokenExpiresAt OAuth2RequestError ArcticFetchError "
        "UnexpectedResponseError UnexpectedErrorResponseBodyError "
        "generateState generateCodeVerifier"
    )
    assert [word for word in words.split() if word not in TEXT] == []
