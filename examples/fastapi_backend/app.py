"""Everybody's own notes, in FastAPI: who may see and write them is in their access token.

The settings come from the environment; without any, they are those of the local stand-in.
"""

import os
from collections import defaultdict
from typing import Annotated

from fastapi import Body, Depends, FastAPI
from fastapi.middleware.cors import CORSMiddleware

from auth.backend import AccessTokenClaims, AccessTokenVerifier
from auth.backend.fastapi import RequireCaller

ISSUER = os.environ.get("ISSUER", "http://localhost:8002/eu-west-1_StandIn01")
CLIENT_ID = os.environ.get("CLIENT_ID", "2hd8example7standin0client")
PAGE = os.environ.get("PAGE", "http://localhost:8000")

verifier = AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT_ID])
Reader = Annotated[
    AccessTokenClaims, Depends(RequireCaller(verifier=verifier, scopes=["api/read"]))
]
Writer = Annotated[
    AccessTokenClaims, Depends(RequireCaller(verifier=verifier, scopes=["api/read", "api/write"]))
]
Note = Annotated[str, Body(embed=True, min_length=1, max_length=500)]

app = FastAPI(title="Notes")
# Around everything else: a browser asks whether it may ask without a token (CORS preflight).
app.add_middleware(
    CORSMiddleware,
    allow_origins=[PAGE],
    allow_methods=["GET", "POST"],
    allow_headers=["Authorization", "Content-Type"],
    expose_headers=["WWW-Authenticate"],
)
# By `sub`: user names change hands. A real one would be a database.
notes: defaultdict[str, list[str]] = defaultdict(list)


@app.get("/notes")
async def read(caller: Reader) -> list[str]:
    """Give the caller's notes."""
    return notes[caller.sub]


@app.post("/notes", status_code=201)
async def write(caller: Writer, text: Note) -> list[str]:
    """Add one, and give them all."""
    notes[caller.sub].append(text)
    return notes[caller.sub]
