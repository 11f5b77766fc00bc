"""Scripts that connect to the vault, or pretend to be one of its pages."""

import json

import pytest

from auth.remote.client import RemoteClient
from auth.testing.message_port import LocalPort
from tests.e2e.entries import in_vault
from tests.e2e.person import Person
from tests.security.page.payloads import OWNED
from tests.security.page.test_forged_port_messages import HELLO, call
from tests.support.remote import settle
from tests.support.tab import Browser
from tests.support.vault import HOME, VaultPage, VaultWorker, signed_in

# In timers, because what a driver evaluates by itself is not held to the page's policy.
WAYS = """async (owned) => {
  const code = `document.title = "${owned}"`;
  const blob = () => URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const own = (name) => trustedTypes.createPolicy(name, { createScriptURL: (address) => address });
  const script = document.querySelector("script[src$='/vault.js']");
  const worker = script.src.replace("vault.js", "vault_worker.js");
  const ways = {
    vault: () => new SharedWorker(worker, { type: "module", name: "vault" }),
    ownVault: () => new Worker(worker, { type: "module" }),
    blob: () => new Worker(blob()),
    sameName: () => new SharedWorker(own("worker").createScriptURL(worker)),
    otherName: () => new SharedWorker(own("other").createScriptURL(worker)),
    serviceWorker: () => navigator.serviceWorker.register(worker, { type: "module" }),
  };
  const outcomes = {};
  for (const [name, way] of Object.entries(ways))
    outcomes[name] = await new Promise((tell) =>
      setTimeout(async () => {
        try { await way(); tell("started"); } catch (error) { tell(error.name); }
      }, 0));
  return outcomes;
}"""
GLOBALS = """() => Object.getOwnPropertyNames(globalThis).filter((name) => {
  const value = Reflect.get(globalThis, name);
  return value instanceof MessagePort || value instanceof SharedWorker || /vault/i.test(name);
})"""
JUNK: tuple[object, ...] = (
    "",
    "null",
    "[" * 5000,
    {"type": "open"},
    {"type": "open", "version": 1, "url": HOME, "session": {}, "shared": {}, "more": 1},
    {"type": "open", "version": 1, "url": "javascript:1", "session": {}, "shared": {}},
    {"type": "open", "version": 1, "url": HOME, "session": {"k": None}, "shared": {}},
    HELLO,
    call(session=1),
    {"type": "session", "number": 1, "session": {}},
)


@in_vault("mpy")
def test_no_script_of_the_page_reaches_the_vault_by_itself(person: Person) -> None:
    """The policy allows one worker, and what starts it is not to be found."""
    person.watch.expect_violations(
        "require-trusted-types-for",
        "trusted-types",
        "worker-src",
        said=("Content Security Policy", "Trusted", "Refused to", "violates"),
    )
    person.signs_in()
    outcomes = person.page.evaluate(WAYS, OWNED)
    assert set(outcomes.values()) == {"TypeError"}, outcomes
    assert person.page.evaluate(GLOBALS) == []


@pytest.mark.parametrize("junk", JUNK, ids=range(len(JUNK)))
async def test_a_page_that_sends_something_else_gets_nothing(
    one_browser: Browser, junk: object
) -> None:
    """Its port is closed, and the session of the other pages stays."""
    worker = VaultWorker(one_browser)
    page = await signed_in(worker)
    before = len(worker.transport.requests)
    forged = VaultPage(worker)
    forged.port.post(junk if isinstance(junk, str) else json.dumps(junk))
    await settle()
    assert forged.is_closed
    assert len(worker.transport.requests) == before
    assert (await (await page.client()).fetch("/api/user")).status == 200


async def test_a_page_with_the_session_never_gets_a_token(one_browser: Browser) -> None:
    """Whatever it asks for: no message of the vault or of a client's port contains one."""
    worker = VaultWorker(one_browser)
    page = await signed_in(worker)
    [tab] = [one for one in worker.vault._tabs if one._client is not None]
    theirs, ours = LocalPort.pair()
    await page.sends("client", port=theirs)
    client = RemoteClient(ours, one_browser.clock)
    await client.start()
    for name in ("get_access_token", "refresh", "revoke", "fetch_user_info"):
        client._link.ask(name)
    await client.fetch("/api/user")
    await settle()
    record = tab._client._current.record if tab._client else None
    assert record is not None
    sent = "\n".join([*page.received, *theirs.sent, *page.session.values(), *page.shared.values()])
    for token in (record.access_token, record.id_token, record.refresh_token or "?"):
        assert token not in sent
