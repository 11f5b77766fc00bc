"""Measure how many complete sign-ins the stand-in serves in a second.

`uv run --group dev -m bench.stand_in [--sign-ins N] [--seconds S] [--browsers B]`: each sign-in is
authorize, the sign-in page, its form, the token endpoint and userInfo, by a browser that has never
been there.
"""

import argparse
import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from bench.serving import serving
from bench.wire import Wire
from cognito_stand_in import FakeCognito
from cognito_stand_in.passwords import hash_password, password_matches
from cognito_stand_in.signing import KeyRing

# RFC 7636 appendix B.
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
SIGNATURES_PER_SIGN_IN = 2
TARGET = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The measured values; `cpu_seconds` is the CPU time of the stand-in."""

    sign_ins: int
    seconds: float
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        """Sign-ins per second."""
        return self.sign_ins / self.seconds

    @property
    def cpu_milliseconds(self) -> float:
        """The CPU time of one sign-in, in milliseconds."""
        return 1000 * self.cpu_seconds / self.sign_ins


def measure(*, sign_ins: int, seconds: float, browsers: int) -> Result:
    """Sign in with several browsers at once, until one of the limits is reached."""
    with serving() as (cognito, cpu_seconds):
        _sign_in_for(cognito, threading.Semaphore(20), time.monotonic() + seconds)
        left, before = threading.Semaphore(sign_ins), cpu_seconds()
        started = time.monotonic()
        with ThreadPoolExecutor(browsers) as people:
            deadline = started + seconds
            done = [people.submit(_sign_in_for, cognito, left, deadline) for _ in range(browsers)]
        elapsed = time.monotonic() - started
        cpu = cpu_seconds() - before
        return Result(sign_ins=sum(one.result() for one in done), seconds=elapsed, cpu_seconds=cpu)


def _sign_in_for(cognito: FakeCognito, left: threading.Semaphore, deadline: float) -> int:
    done = 0
    with Wire(cognito.pool.domain) as wire:
        while time.monotonic() < deadline and left.acquire(blocking=False):
            sign_in(cognito, wire)
            done += 1
    return done


def sign_in(cognito: FakeCognito, wire: Wire) -> None:
    """Sign Ada in with a browser without cookies, and request userInfo."""
    client = cognito.pool.client_named("SinglePageApp")
    login = wire.get(f"/oauth2/authorize?{_query(client.client_id, client.callback_urls[0])}")
    page = wire.get(login.header("location"))
    found = re.search(r'name="_csrf" value="([^"]+)"', page.body)
    assert found is not None
    person = {"username": "ada", "password": cognito.pool.users["ada"].development_password or ""}
    cookie = page.header("set-cookie").partition(";")[0]
    back = wire.post(login.header("location"), {"_csrf": found[1], **person}, cookie=cookie)
    code = parse_qs(urlsplit(back.header("location")).query)["code"][0]
    form = {
        "grant_type": "authorization_code",
        "client_id": client.client_id,
        "redirect_uri": client.callback_urls[0],
        "code": code,
        "code_verifier": VERIFIER,
    }
    tokens = wire.post("/oauth2/token", form)
    access_token = tokens.body.partition('"access_token":"')[2].partition('"')[0]
    who = wire.get("/oauth2/userInfo", authorization=f"Bearer {access_token}")
    assert '"ada@example.com"' in who.body


def _query(client_id: str, redirect_uri: str) -> str:
    return urlencode(
        {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid email profile",
            "state": "state-of-this-length-is-usual",
            "nonce": "nonce-of-this-length-is-usual",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }
    )


def milliseconds_of_cryptography() -> float:
    """Measure two RSA signatures and one password hash, which every sign-in needs."""
    key, hashed = KeyRing().id_key, hash_password("Analytical-Engine-1843")
    started = time.process_time()
    for _ in range(100):
        for _ in range(SIGNATURES_PER_SIGN_IN):
            key.sign(b"x" * 700)
        password_matches("Analytical-Engine-1843", hashed)
    return 1000 * (time.process_time() - started) / 100


def report(result: Result, cryptography: float) -> str:
    """Return the result as text."""
    each = result.cpu_milliseconds
    return "\n".join(
        [
            f"{result.sign_ins} sign-ins of five requests in {result.seconds:.1f} s",
            f"{result.per_second:.0f} sign-ins a second; the target is {TARGET}",
            f"{each:.2f} ms of its CPU time each: at most {1000 / each:.0f} a second on one core",
            f"{cryptography:.2f} ms of it are two RSA signatures and a password's hash",
        ]
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.stand_in", description=__doc__)
    parser.add_argument("--sign-ins", type=int, default=2000, help="stop after so many")
    parser.add_argument("--seconds", type=float, default=20, help="stop after so long")
    parser.add_argument("--browsers", type=int, default=4, help="how many at once")
    given = parser.parse_args()
    result = measure(sign_ins=given.sign_ins, seconds=given.seconds, browsers=given.browsers)
    sys.stdout.write(f"{report(result, milliseconds_of_cryptography())}\n")


if __name__ == "__main__":
    main()
