"""Scripts that pretend to be a page of the vault, or the vault, or another tab."""

import json

import pytest

from auth.remote.client import RemoteClient
from auth.session.record import SessionRecord
from auth.testing.doubles import LocalChannel
from auth.testing.message_port import LocalPort
from tests.e2e.entries import in_vault
from tests.e2e.person import Person
from tests.security.page.payloads import OWNED
from tests.security.page.test_forged_port_messages import HELLO, call
from tests.support.remote import settle
from tests.support.tab import Browser
from tests.support.tab import signed_in as signed_in_without
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


async def test_a_port_that_outlives_sign_out_or_page_is_dead(one_browser: Browser) -> None:
    """A script keeps the ports of a page that has signed out, or that was left."""
    worker = VaultWorker(one_browser)
    page, other = await signed_in(worker), await VaultPage(worker).opens()
    kept = [await page.client(), await other.client()]
    await kept[0].sign_out(hosted=False)
    await settle()
    before = len(worker.transport.requests)
    for client in kept:
        for again in (client.fetch("/api/user"), client.refresh(), client.fetch_user_info()):
            with pytest.raises(Exception, match=r"signed in|sign in"):
                await again
    await page.leaves()
    await page.sends("client", port=LocalPort.pair()[0])
    with pytest.raises(Exception, match="owner"):
        await kept[0].fetch("/api/user")
    assert len(worker.transport.requests) == before


async def test_a_session_from_another_program_of_the_origin_is_not_taken(
    one_browser: Browser,
) -> None:
    """Nor does the vault answer one that asks for its session, whoever pretends to own it."""
    worker = VaultWorker(one_browser)
    other = await signed_in_without(one_browser, "grace")
    assert isinstance(other.client._current.record, SessionRecord)
    page = await VaultPage(worker).opens()
    other.client._current.messages.announce(other.client._current.record)
    await settle()
    assert not (await page.client()).session.is_signed_in
    heard: list[str] = []
    LocalChannel(beside=one_browser.channel).listen(heard.append)
    mine = await signed_in(worker)
    other.client._current.messages.ask()
    await settle()
    assert (await mine.client()).session.is_signed_in
    assert [json.loads(one)["event"] for one in heard] == ["session_wanted"]  # the other's own
