"""A script in a page with a vault searches everything that it can reach for a token."""

import json
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.e2e.entries import in_vault, remote
from tests.e2e.leaks import Secret
from tests.e2e.site import Site
from tests.e2e.vault import VaultRemote
from tests.e2e.watch import LOOK_AROUND, Watch

HEAP = "JavaScript's heap"
SHOWN = 300  # characters of a long string, which a snapshot cuts; the beginnings of tokens differ
TOKENS = ("access_token", "id_token", "refresh_token")

# Keeps every memory of WebAssembly, every string in a message, and what channels bring.
RECORD = """
for (const name of ["memories", "heardStrings"]) // not enumerable: this is no place of the page's
  Object.defineProperty(globalThis, name, { value: [] });
const keep = (instance, imports) => {
  const found = [...Object.values(instance.exports), ...Object.values(imports?.env ?? {})];
  for (const one of found) if (one instanceof WebAssembly.Memory) memories.push(one);
};
for (const name of ["instantiate", "instantiateStreaming"]) {
  const native = WebAssembly[name];
  WebAssembly[name] = async (source, imports) => {
    const made = await native.call(WebAssembly, source, imports);
    keep(made.instance ?? made, imports);
    return made;
  };
}
const textOf = (value) => {
  if (typeof value === "string") return value;
  const isBytes = value instanceof ArrayBuffer || ArrayBuffer.isView(value);
  if (isBytes) return new TextDecoder("latin1").decode(value);
  try { return JSON.stringify(value) ?? ""; } catch { return ""; }
};
const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, "data");
Object.defineProperty(MessageEvent.prototype, "data", {
  ...data,
  get() {
    const value = data.get.call(this);
    heardStrings.push(textOf(value));
    return value;
  },
});
for (const kind of [MessagePort, BroadcastChannel]) {
  const native = kind.prototype.postMessage;
  kind.prototype.postMessage = function (message, ...rest) {
    heardStrings.push(textOf(message));
    return native.call(this, message, ...rest);
  };
}
for (const name of ["cognito", "cognito.owner", "cognito.vault"])
  new BroadcastChannel(name).onmessage = (event) => void event.data;
"""
IN_MEMORIES = """(needle) => memories.filter((memory) => {
  const bytes = new Uint8Array(memory.buffer), wanted = new TextEncoder().encode(needle);
  for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1))
    if (wanted.every((byte, offset) => bytes[at + offset] === byte)) return true;
  return false;
}).length"""


@pytest.fixture
def vault(watch: Watch, page: Page, site: Site) -> VaultRemote:
    """Return a person whose page records what passes through it."""
    page.context.add_init_script(RECORD)
    return VaultRemote(page, site, watch)


@in_vault("launcher", "mpy")
def test_no_token_is_in_reach_of_the_page(vault: VaultRemote, site: Site) -> None:
    """Neither on its thread nor in storage, messages or the memory of an interpreter."""
    _uses_everything(vault)
    tokens = _tokens(site)
    assert len(tokens) >= 5  # of the sign-in and of the renewal
    assert _places_of(tokens, vault.page) == []


@in_vault("mpy")
def test_no_token_passes_to_another_tab_by_the_page(vault: VaultRemote, site: Site) -> None:
    """A second tab gets the session inside the worker."""
    vault.signs_in()
    tab = vault.another_tab()
    tab.open(state="signed_in")
    tab.asks("refresh")
    vault.asks("fetch", url="/api/user")
    tokens = _tokens(site)
    assert _places_of(tokens, vault.page) == []
    assert _places_of(tokens, tab.page) == []


@remote("mpy")
def test_the_search_finds_the_tokens_of_a_page_that_has_them(
    vault: VaultRemote, site: Site
) -> None:
    """Without a vault: in storage, in the interpreter's memory, and in the heap of JavaScript."""
    vault.signs_in()
    expect(vault.page.locator("#name")).to_have_text("Ada Lovelace")
    places = " ".join(_places_of(_tokens(site), vault.page))
    assert "sessionStorage" in places
    assert "memory of WebAssembly" in places
    vault.another_tab().open(state="signed_in")
    places = " ".join(_places_of(_tokens(site), vault.page))
    assert "a message" in places
    assert HEAP in places


def _uses_everything(vault: VaultRemote) -> None:
    vault.signs_in()
    expect(vault.page.locator("#name")).to_have_text("Ada Lovelace")
    assert vault.asks("fetch", url="/api/user").value["status"] == 200
    assert vault.asks("fetch_user_info").value["email"] == "ada@example.com"
    assert vault.asks("refresh").value["event"] == "renewed"
    assert vault.asks("get_access_token").error == "ArgumentRefused"


def _tokens(site: Site) -> set[Secret]:
    found = (one for exchange in site.domain_log.exchanges for one in exchange.secrets())
    return {one for one in found if one.kind in TOKENS}


def _places_of(tokens: set[Secret], page: Page) -> list[str]:
    """Return the places of a page in which one of the tokens is."""
    seen: list[list[Any]] = page.evaluate(LOOK_AROUND)
    places = [(place, str(text)) for place, text in seen]
    places += [("a message", text) for text in page.evaluate("heardStrings")]
    assert page.evaluate("memories.length") > 0
    heap = _heap_of(page)  # before a needle comes into it
    found = [
        f"{token.kind} in {place}"
        for token in tokens
        for place, text in places
        if token.needle in text
    ]
    found += [f"{token.kind} in {HEAP}" for token in tokens if token.text[:SHOWN] in heap]
    return found + [
        f"{token.kind} in a memory of WebAssembly"
        for token in tokens
        if page.evaluate(IN_MEMORIES, token.needle)
    ]


def _heap_of(page: Page) -> str:
    """Return the strings in a snapshot of the heap of the page's thread."""
    devtools: CDPSession = page.context.new_cdp_session(page)
    chunks: list[str] = []
    devtools.on("HeapProfiler.addHeapSnapshotChunk", lambda event: chunks.append(event["chunk"]))
    devtools.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    devtools.detach()
    return "\n".join(json.loads("".join(chunks))["strings"])
