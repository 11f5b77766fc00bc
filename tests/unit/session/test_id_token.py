"""Signatures checked with keys that are fetched, kept, and fetched anew when one is missing."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from auth.errors import (
    AuthError,
    KeyUnknown,
    MalformedResponse,
    SignatureInvalid,
    TokenMalformed,
    TokenRequestRejected,
    TransportFailed,
)
from auth.protocol.http import Response
from auth.session.id_token import COOL_DOWN_SECONDS, IdTokenVerifier
from auth.testing.doubles import ManualClock, ScriptedTransport, runtime
from auth.testing.one_browser import LocalLocks, Result
from tests.support import samples
from tests.support.tab import KEYS_PATH

CLAIMS = samples.id_claims()


def verifier_with(*answers: Response | AuthError) -> tuple[IdTokenVerifier, ScriptedTransport]:
    """Return a verifier whose issuer answers like this, and the transport between them."""
    transport = ScriptedTransport()
    transport.answer(KEYS_PATH, *answers)
    return IdTokenVerifier(samples.config(), runtime(transport=transport)), transport


class LocksOfOtherTabs(LocalLocks):
    """Whoever minds other tabs waits for ever."""

    async def hold(
        self, name: str, work: Callable[[], Awaitable[Result]], *, patience: float
    ) -> Result:
        """Run `work` now, or never."""
        assert patience == 0, f"other tabs hold {name}"
        return await super().hold(name, work, patience=patience)


async def kept_waiting() -> None:
    """Let everybody else go on for a while."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_claims_come_of_a_checked_signature() -> None:
    """The claims are given as they stand in the token; the keys are fetched once."""
    verifier, transport = verifier_with(samples.key_set_reply())
    for _ in range(3):
        assert await verifier.verify(samples.sign(CLAIMS)) == CLAIMS
    [request] = transport.requests
    assert (request.method, request.headers) == ("GET", ())
    assert request.url == f"{samples.ISSUER}/.well-known/jwks.json"


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_a_changed_token_is_refused(part: int) -> None:
    """One other character in any part, and the signature does not fit any more."""
    parts = samples.sign(CLAIMS, kid=samples.signing_key("issuer").kid).split(".")
    other = samples.sign({**CLAIMS, "sub": "x"}, kid=samples.signing_key("issuer").kid, typ="JWT")
    parts[part] = other.split(".")[part]
    verifier, _ = verifier_with(samples.key_set_reply())
    with pytest.raises(SignatureInvalid):
        await verifier.verify(".".join(parts))


async def test_another_key_of_that_name_is_refused() -> None:
    """A `kid` is a hint and proves nothing."""
    verifier, _ = verifier_with(samples.key_set_reply())
    forged = samples.sign(CLAIMS, name="stranger", kid=samples.signing_key("issuer").kid)
    with pytest.raises(SignatureInvalid):
        await verifier.verify(forged)


async def test_a_new_key_is_fetched_once() -> None:
    """A `kid` that the kept set does not know leads to one more question, and no second."""
    old, new = samples.key_set_reply("issuer"), samples.key_set_reply("issuer", "next")
    verifier, transport = verifier_with(old, new)
    await verifier.verify(samples.sign(CLAIMS))
    assert await verifier.verify(samples.sign(CLAIMS, name="next")) == CLAIMS
    await verifier.verify(samples.sign(CLAIMS))
    assert len(transport.requests) == 2


async def test_an_unknown_key_is_refused_after_one_fetch() -> None:
    """A fresh set that does not know the key settles it."""
    verifier, transport = verifier_with(samples.key_set_reply())
    with pytest.raises(KeyUnknown):
        await verifier.verify(samples.sign(CLAIMS, name="stranger"))
    assert len(transport.requests) == 1


async def test_a_malformed_token_costs_no_request() -> None:
    """What cannot be a token is refused before keys are asked for."""
    verifier, transport = verifier_with()
    with pytest.raises(TokenMalformed):
        await verifier.verify("a.b")
    assert transport.requests == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (TransportFailed("no answer came"), TransportFailed),
        (samples.reply(b"", 503), TokenRequestRejected),
        (samples.reply(b"<h1>Not found</h1>", 404), TokenRequestRejected),
        (samples.reply(b"<h1>Welcome</h1>"), MalformedResponse),
        (samples.reply({"keys": {}}), MalformedResponse),
        (samples.reply({"keys": []}), KeyUnknown),
    ],
)
async def test_a_failed_fetch_is_named_and_not_kept(
    answer: Response | AuthError, kind: type[AuthError]
) -> None:
    """The next token asks again."""
    verifier, _ = verifier_with(answer, samples.key_set_reply())
    with pytest.raises(kind):
        await verifier.verify(samples.sign(CLAIMS))
    assert await verifier.verify(samples.sign(CLAIMS)) == CLAIMS


async def test_the_kept_keys_survive_a_failed_fetch() -> None:
    """An unknown `kid` while the issuer is down does not lose the keys there are."""
    verifier, _ = verifier_with(samples.key_set_reply(), TransportFailed("no answer came"))
    await verifier.verify(samples.sign(CLAIMS))
    with pytest.raises(TransportFailed):
        await verifier.verify(samples.sign(CLAIMS, name="stranger"))
    assert await verifier.verify(samples.sign(CLAIMS)) == CLAIMS


@pytest.mark.parametrize("known", [False, True])
async def test_those_who_need_keys_at_once_share_one_fetch(*, known: bool) -> None:
    """Be it the first set, or a newer one for a key that nobody knows yet."""
    sets = [samples.key_set_reply("issuer")] * known + [samples.key_set_reply("issuer", "next")]
    verifier, transport = verifier_with(*sets)
    if known:
        await verifier.prepare()
    transport.meanwhile(KEYS_PATH, kept_waiting)
    tokens = [samples.sign(CLAIMS, name="next")] * 10
    assert await asyncio.gather(*map(verifier.verify, tokens)) == [CLAIMS] * 10
    assert len(transport.requests) == len(sets)


async def test_other_tabs_keep_nobody_from_the_keys() -> None:
    """They have keys of their own, and the one that fetches them may be frozen."""
    locks, transport = LocksOfOtherTabs(), ScriptedTransport()
    transport.answer(KEYS_PATH, samples.key_set_reply())
    verifier = IdTokenVerifier(samples.config(), runtime(transport=transport, locks=locks))
    assert await verifier.verify(samples.sign(CLAIMS)) == CLAIMS


async def test_those_who_wait_for_a_fetch_that_fails_try_for_themselves() -> None:
    """A failure is not passed on: the second one in the queue asks again and succeeds."""
    verifier, transport = verifier_with(TransportFailed("no answer came"), samples.key_set_reply())
    transport.meanwhile(KEYS_PATH, kept_waiting)
    token = samples.sign(CLAIMS)
    first, second = await asyncio.gather(
        verifier.verify(token), verifier.verify(token), return_exceptions=True
    )
    assert (type(first), second, len(transport.requests)) == (TransportFailed, CLAIMS, 2)


async def test_invented_keys_cost_one_fetch_a_while() -> None:
    """After a set that did not know a key, the next unknown key is refused without asking."""
    clock, transport = ManualClock(), ScriptedTransport()
    transport.answer(KEYS_PATH, *[samples.key_set_reply()] * 9)
    verifier = IdTokenVerifier(samples.config(), runtime(transport=transport, clock=clock))
    await verifier.prepare()
    counts = []
    for wait in (0, 0, COOL_DOWN_SECONDS - 1, 1, 0, COOL_DOWN_SECONDS):
        clock.advance(wait)
        with pytest.raises(KeyUnknown):
            await verifier.verify(samples.sign(CLAIMS, kid="invented"))
        assert await verifier.verify(samples.sign(CLAIMS)) == CLAIMS
        counts.append(len(transport.requests))
    assert counts == [2, 2, 2, 3, 3, 4]


async def test_keys_may_change_as_often_as_they_like() -> None:
    """A key that a new set does have starts no cool-down: an issuer may rotate twice in a row."""
    names = ("issuer", "next", "third")
    verifier, transport = verifier_with(*[samples.key_set_reply(name) for name in names])
    for name in names:
        assert await verifier.verify(samples.sign(CLAIMS, name=name)) == CLAIMS
    assert len(transport.requests) == 3


@pytest.mark.parametrize(("names", "fits"), [(("issuer",), True), (("issuer", "next"), False)])
async def test_a_token_without_kid_needs_an_only_key(names: tuple[str, ...], *, fits: bool) -> None:
    """With one key there is nothing to choose; with two, guessing is no choice."""
    verifier, _ = verifier_with(samples.key_set_reply(*names))
    token = samples.sign(CLAIMS, kid=None)
    if fits:
        assert await verifier.verify(token) == CLAIMS
    else:
        with pytest.raises(KeyUnknown):
            await verifier.verify(token)
