"""A FastAPI app that keeps each user's rain gauge; its models are also the page's.

The settings come from the environment; without any, they are those of the local stand-in.
"""

import os
from datetime import date, timedelta
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware
from models import Day, Rain

from auth.backend import AccessTokenClaims, AccessTokenVerifier
from auth.backend.fastapi import RequireCaller

ISSUER = os.environ.get("ISSUER", "http://localhost:8002/eu-west-1_StandIn01")
CLIENT_ID = os.environ.get("CLIENT_ID", "2hd8example7standin0client")
PAGE = os.environ.get("PAGE", "http://localhost:8000")
FIRST_DAY = date(2026, 3, 1)

verifier = AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT_ID])
Caller = Annotated[
    AccessTokenClaims, Depends(RequireCaller(verifier=verifier, scopes=["api/read"]))
]

app = FastAPI(title="Rain")
# The outermost middleware: browsers send CORS preflights without a token.
app.add_middleware(
    CORSMiddleware,
    allow_origins=[PAGE],
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization", "Content-Type"],
    expose_headers=["WWW-Authenticate"],
)
# By `sub`, because user names can pass to somebody else. A real program would have a database.
gauges: dict[str, Rain] = {}


@app.get("/rain")
async def read(caller: Caller) -> Rain:
    """Return the caller's measurements."""
    return _gauge_of(caller)


@app.post("/rain", status_code=201)
async def add(caller: Caller, day: Day) -> Rain:
    """Add a measurement, or replace that of the same day."""
    rain = _gauge_of(caller)
    others = [one for one in rain.days if one.day != day.day]
    rain.days = sorted([*others, day], key=lambda one: one.day)[-31:]
    return rain


def _gauge_of(caller: AccessTokenClaims) -> Rain:
    millimetres = (4.2, 0, 11.5, 7.1, 0.4)
    days = [
        Day(day=FIRST_DAY + timedelta(days=after), millimetres=amount)
        for after, amount in enumerate(millimetres)
    ]
    return gauges.setdefault(caller.sub, Rain(place="Somerset", days=days))
