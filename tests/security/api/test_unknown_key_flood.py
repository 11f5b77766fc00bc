"""Somebody invents a thousand key names in ten seconds."""

import asyncio

import httpx

from tests.security.api.api import Api
from tests.unit.backend.issuer import jwk, make_token

GOOD = make_token()
INVENTED = [make_token({"kid": f"invented-{number}"}) for number in range(100)]


def test_the_issuer_is_asked_twice_at_most() -> None:
    """Valid tokens between the invented ones are accepted."""
    api = Api()
    for number in range(1000):
        api.time += 0.01
        assert api.present(INVENTED[number % 100]).status_code == 401
        if number % 20 == 0:
            assert api.present(GOOD).status_code == 200
    assert api.fetches <= 2


def test_good_tokens_do_not_wait_behind_invented_ones() -> None:
    """While the issuer is slow to answer, known keys verify at once."""
    api = Api()
    assert api.present(GOOD).status_code == 200

    async def scenario() -> None:
        answered = asyncio.Event()
        api.wait = answered.wait
        transport = httpx.ASGITransport(app=api.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://api.example") as client:

            async def status(token: str) -> int:
                headers = {"Authorization": f"Bearer {token}"}
                return (await client.get("/api/user", headers=headers)).status_code

            flood = [asyncio.create_task(status(token)) for token in INVENTED]
            await asyncio.sleep(0)
            assert [await status(GOOD) for _ in range(20)] == [200] * 20
            assert not any(one.done() for one in flood)
            answered.set()
            assert set(await asyncio.gather(*flood)) == {401}

    asyncio.run(scenario())
    assert api.fetches == 2


def test_a_real_rotation_is_noticed_all_the_same() -> None:
    """A new key works no later than ten seconds after the flood began."""
    api = Api()
    for token in INVENTED[:5]:
        assert api.present(token).status_code == 401
    api.publish(jwk("next", "next"))
    api.time += 10
    assert api.present(make_token({"kid": "next"}, signer="next")).status_code == 200
