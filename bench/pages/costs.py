"""Measure the package itself, on both interpreters: the `main.py` of a page."""

import json

import js
from pyscript.ffi import to_js

from auth import AuthClient, AuthConfig
from auth.browser import runtime
from auth.page import Page
from auth.ports import Crypto
from auth.protocol.authorization import Transaction, new_transaction
from auth.protocol.callback import clean_url, parse_callback, read_callback
from auth.protocol.pkce import code_challenge, generate_code_verifier

TIMES = 20
API = "/api/user"


def report_value(name: str, milliseconds: float) -> None:
    """Report a value."""
    js.console.debug("moment " + json.dumps({"name": name, "at": milliseconds}))


def one_way(config: AuthConfig, transaction: Transaction, crypto: Crypto) -> None:
    """Create verifier and challenge, then parse and check a callback."""
    code_challenge(generate_code_verifier(crypto.random_bytes))
    code = "aa9f6f10-3b4c-4d7e-9d55-6d8a4d1f2c3b"
    url = f"{config.redirect_uri}?code={code}&state={transaction.state}"
    callback = read_callback(url, config.redirect_uri)
    assert callback is not None
    clean_url(url, config.redirect_uri)
    parse_callback(callback, transaction, config)


def milliseconds_of_a_sign_in(config: AuthConfig, crypto: Crypto) -> float:
    """Return the mean time of `one_way`, for which the browser's clock is too coarse."""
    transaction = new_transaction(
        config,
        random_bytes=crypto.random_bytes,
        now=0,
        return_to="/",
        app_state=None,
        max_age=None,
    )
    one_way(config, transaction, crypto)
    started = js.performance.now()
    for _ in range(TIMES):
        one_way(config, transaction, crypto)
    return float(js.performance.now() - started) / TIMES


async def overhead_of_fetch(client: AuthClient) -> float:
    """Return by how much `client.fetch` is slower than `fetch`, as a median of pairs."""
    headers = {"Authorization": "Bearer " + await client.get_access_token()}
    options = to_js({"headers": headers, "cache": "no-store", "credentials": "omit"})
    differences = []
    for _ in range(TIMES):
        started = js.performance.now()
        await (await js.fetch(API, options)).arrayBuffer()
        between = js.performance.now()
        await client.fetch(API)
        differences.append((js.performance.now() - between) - (between - started))
    return float(sorted(differences)[TIMES // 2])


async def main() -> None:
    """Measure if somebody is signed in, or else start a sign-in."""
    page, ports = Page(runtime()), runtime()
    await page.start()
    if not page.client.session.is_signed_in:
        await page.client.sign_in()
        return
    config = AuthConfig.from_pyscript()
    report_value("PKCE and callback", milliseconds_of_a_sign_in(config, ports.crypto))
    report_value("client.fetch", await overhead_of_fetch(page.client))


await main()  # type: ignore[top-level-await]  # noqa: F704, PLE1142 - a page's program
