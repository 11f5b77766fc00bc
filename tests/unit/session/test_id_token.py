"""Signatures are checked with keys that are fetched once, and again if one is missing."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from auth.errors import (
    AuthError,
    IssuerMismatch,
    KeyUnknown,
    MalformedResponse,
    SignatureInvalid,
    TokenMalformed,
    TokenRequestRejected,
    TransportFailed,
)
from auth.protocol.http import Request, Response
from auth.session.id_token import COOL_DOWN_SECONDS, IdTokenVerifier
from auth.testing.doubles import ManualClock, ScriptedTransport, runtime
from auth.testing.one_browser import LocalLocks, Result
from tests.support import samples
from tests.support.tab import KEYS_PATH

CLAIMS = samples.id_claims()


def verifier_with(*answers: Response | AuthError) -> tuple[IdTokenVerifier, ScriptedTransport]:
    """Return a verifier whose issuer sends these responses, and its transport."""
    transport = ScriptedTransport()
    transport.answer(KEYS_PATH, *answers)
    return IdTokenVerifier(samples.config(), runtime(transport=transport)), transport


class LocksOfOtherTabs(LocalLocks):
    """Locks that other tabs hold for ever."""

    async def hold(
        self, name: str, work: Callable[[], Awaitable[Result]], *, wait_seconds: float
    ) -> Result:
        """Run `work` if it waits for no other tab."""
        assert wait_seconds == 0, f"other tabs hold {name}"
        return await super().hold(name, work, wait_seconds=wait_seconds)


async def kept_waiting() -> None:
    """Run the other tasks for some turns of the event loop."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_claims_come_of_a_checked_signature() -> None:
    """The claims are returned unchanged; the keys are fetched once."""
    verifier, transport = verifier_with(samples.key_set_reply())
    for _ in range(3):
        assert await verifier.verify(samples.sign(CLAIMS)) == CLAIMS
    [request] = transport.requests
    assert (request.method, request.headers) == ("GET", ())
    assert request.url == f"{samples.ISSUER}/.well-known/jwks.json"


@pytest.mark.parametrize("part", [0, 1, 2])
async def test_a_changed_token_is_refused(part: int) -> None:
    """A change in any part makes the signature invalid."""
    parts = samples.sign(CLAIMS, kid=samples.signing_key("issuer").kid).split(".")
    other = samples.sign({**CLAIMS, "sub": "x"}, kid=samples.signing_key("issuer").kid, typ="JWT")
    parts[part] = other.split(".")[part]
    verifier, _ = verifier_with(samples.key_set_reply())
    with pytest.raises(SignatureInvalid):
        await verifier.verify(".".join(parts))


async def test_another_key_of_that_name_is_refused() -> None:
    """A `kid` proves nothing."""
    verifier, _ = verifier_with(samples.key_set_reply())
    forged = samples.sign(CLAIMS, name="stranger", kid=samples.signing_key("issuer").kid)
    with pytest.raises(SignatureInvalid):
        await verifier.verify(forged)


async def test_a_new_key_is_fetched_once() -> None:
    """An unknown `kid` leads to one more request, and not to a second."""
    old, new = samples.key_set_reply("issuer"), samples.key_set_reply("issuer", "next")
    verifier, transport = verifier_with(old, new)
    await verifier.verify(samples.sign(CLAIMS))
    assert await verifier.verify(samples.sign(CLAIMS, name="next")) == CLAIMS
    await verifier.verify(samples.sign(CLAIMS))
    assert len(transport.requests) == 2


async def test_an_unknown_key_is_refused_after_one_fetch() -> None:
    """A set that was just fetched is not fetched again."""
    verifier, transport = verifier_with(samples.key_set_reply())
    with pytest.raises(KeyUnknown):
        await verifier.verify(samples.sign(CLAIMS, name="stranger"))
    assert len(transport.requests) == 1


async def test_a_malformed_token_costs_no_request() -> None:
    """A malformed token is refused before keys are fetched."""
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
    """An unknown `kid` while the issuer is down loses none of the keys."""
    verifier, _ = verifier_with(samples.key_set_reply(), TransportFailed("no answer came"))
    await verifier.verify(samples.sign(CLAIMS))
    with pytest.raises(TransportFailed):
        await verifier.verify(samples.sign(CLAIMS, name="stranger"))
    assert await verifier.verify(samples.sign(CLAIMS)) == CLAIMS


@pytest.mark.parametrize("known", [False, True])
async def test_those_who_need_keys_at_once_share_one_fetch(*, known: bool) -> None:
    """The first set, or a newer one for an unknown key, is fetched once."""
    sets = [samples.key_set_reply("issuer")] * known + [samples.key_set_reply("issuer", "next")]
    verifier, transport = verifier_with(*sets)
    if known:
        await verifier.prepare()
    transport.meanwhile(KEYS_PATH, kept_waiting)
    tokens = [samples.sign(CLAIMS, name="next")] * 10
    assert await asyncio.gather(*map(verifier.verify, tokens)) == [CLAIMS] * 10
    assert len(transport.requests) == len(sets)


async def test_other_tabs_keep_nobody_from_the_keys() -> None:
    """Other tabs have their own keys, and may be frozen."""
    locks, transport = LocksOfOtherTabs(), ScriptedTransport()
    transport.answer(KEYS_PATH, samples.key_set_reply())
    verifier = IdTokenVerifier(samples.config(), runtime(transport=transport, locks=locks))
    assert await verifier.verify(samples.sign(CLAIMS)) == CLAIMS


async def test_those_who_wait_for_a_fetch_that_fails_try_for_themselves() -> None:
    """Each task gets its own result: the second one fetches again and succeeds."""
    verifier, transport = verifier_with(TransportFailed("no answer came"), samples.key_set_reply())
    transport.meanwhile(KEYS_PATH, kept_waiting)
    token = samples.sign(CLAIMS)
    first, second = await asyncio.gather(
        verifier.verify(token), verifier.verify(token), return_exceptions=True
    )
    assert (type(first), second, len(transport.requests)) == (TransportFailed, CLAIMS, 2)


async def test_invented_keys_cost_one_fetch_a_while() -> None:
    """After a set without the key, the next unknown key is refused without a request."""
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
    """A key that a new set has starts no cool-down: an issuer may rotate twice in a row."""
    names = ("issuer", "next", "third")
    verifier, transport = verifier_with(*[samples.key_set_reply(name) for name in names])
    for name in names:
        assert await verifier.verify(samples.sign(CLAIMS, name=name)) == CLAIMS
    assert len(transport.requests) == 3


@pytest.mark.parametrize(("names", "fits"), [(("issuer",), True), (("issuer", "next"), False)])
async def test_a_token_without_kid_needs_an_only_key(names: tuple[str, ...], *, fits: bool) -> None:
    """With one key, it is used; with two, none is guessed."""
    verifier, _ = verifier_with(samples.key_set_reply(*names))
    token = samples.sign(CLAIMS, kid=None)
    if fits:
        assert await verifier.verify(token) == CLAIMS
    else:
        with pytest.raises(KeyUnknown):
            await verifier.verify(token)


REPLICA = "http://localhost:8003/eu-west-1_StandIn01"
PRIMARY_KEYS = f"{samples.ISSUER}/.well-known/jwks.json"
REPLICA_KEYS = f"{REPLICA}/.well-known/jwks.json"
REPLICATED = samples.config(replica_issuers=[REPLICA])


class Issuers:
    """A transport that answers each URL with the next response planned for it."""

    def __init__(self, **answers: list[Response | AuthError]) -> None:
        self.answers = {PRIMARY_KEYS: answers["primary"], REPLICA_KEYS: answers["replica"]}
        self.urls: list[str] = []

    async def send(self, request: Request) -> Response:
        """Return or raise the planned outcome."""
        self.urls.append(request.url)
        answer = self.answers[request.url].pop(0)
        if isinstance(answer, AuthError):
            raise answer
        return answer


def replicated(**answers: list[Response | AuthError]) -> tuple[IdTokenVerifier, Issuers]:
    """Return a verifier for a pool and its replica, whose keys are `issuer` and `replica`."""
    transport = Issuers(**answers)
    return IdTokenVerifier(REPLICATED, runtime(transport=transport)), transport


OF_REPLICA = {**CLAIMS, "iss": REPLICA}


async def test_each_issuer_signs_with_its_own_keys() -> None:
    """Tokens of the pool and of its replica are accepted; each key set is fetched once."""
    verifier, transport = replicated(
        primary=[samples.key_set_reply()], replica=[samples.key_set_reply("replica")]
    )
    for _ in range(2):
        assert await verifier.verify(samples.sign(CLAIMS)) == CLAIMS
        assert await verifier.verify(samples.sign(OF_REPLICA, name="replica")) == OF_REPLICA
    assert transport.urls == [PRIMARY_KEYS, REPLICA_KEYS]


@pytest.mark.parametrize(("iss", "name"), [(samples.ISSUER, "replica"), (REPLICA, "issuer")])
async def test_an_issuer_cannot_sign_for_another(iss: str, name: str) -> None:
    """A key counts for its own issuer only, although both are configured."""
    verifier, _ = replicated(
        primary=[samples.key_set_reply()] * 2, replica=[samples.key_set_reply("replica")] * 2
    )
    with pytest.raises(KeyUnknown):
        await verifier.verify(samples.sign({**CLAIMS, "iss": iss}, name=name))


@pytest.mark.parametrize("iss", ["https://evil.example", f"{REPLICA}/", None, ["x"], ...])
async def test_no_keys_are_fetched_for_another_issuer(iss: object) -> None:
    """What `iss` says is not verified yet, so it only chooses among the configured issuers."""
    verifier, transport = replicated(primary=[], replica=[])
    with pytest.raises(IssuerMismatch):
        await verifier.verify(samples.sign(samples.id_claims(iss=iss)))
    assert transport.urls == []


OUTAGES: list[Response | AuthError] = [
    samples.reply(b"<h1>Forbidden</h1>", 403),
    TransportFailed("no answer came"),
]


@pytest.mark.parametrize("outage", OUTAGES)
async def test_an_issuer_that_is_down_breaks_no_other(outage: Response | AuthError) -> None:
    """Its own tokens cannot be checked meanwhile, and that is not called a forgery."""
    verifier, _ = replicated(primary=[outage] * 3, replica=[samples.key_set_reply("replica")])
    await verifier.prepare()
    assert await verifier.verify(samples.sign(OF_REPLICA, name="replica")) == OF_REPLICA
    with pytest.raises((TokenRequestRejected, TransportFailed)):
        await verifier.verify(samples.sign(CLAIMS))
    assert await verifier.verify(samples.sign(OF_REPLICA, name="replica")) == OF_REPLICA


async def test_nothing_is_spent_when_every_issuer_is_down() -> None:
    """The first issuer's error says why; next time, all are asked again."""
    verifier, transport = replicated(primary=OUTAGES[:1] * 2, replica=OUTAGES[1:] * 2)
    for _ in range(2):
        with pytest.raises(TokenRequestRejected):
            await verifier.prepare()
    assert transport.urls == [PRIMARY_KEYS, REPLICA_KEYS] * 2


async def test_keys_at_hand_are_enough() -> None:
    """With the keys of the replica alone, nobody is asked again before an exchange."""
    verifier, transport = replicated(primary=[], replica=[samples.key_set_reply("replica")])
    await verifier.verify(samples.sign(OF_REPLICA, name="replica"))
    await verifier.prepare()
    assert transport.urls == [REPLICA_KEYS]


async def test_keys_are_fetched_from_the_configured_address() -> None:
    """`iss` keeps its own name."""
    transport = ScriptedTransport()
    transport.answer("/keys", samples.key_set_reply())
    config = samples.config(jwks_uri="http://localhost:9002/keys")
    verifier = IdTokenVerifier(config, runtime(transport=transport))
    assert await verifier.verify(samples.sign(CLAIMS)) == CLAIMS
    assert [request.url for request in transport.requests] == ["http://localhost:9002/keys"]
