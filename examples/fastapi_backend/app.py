"""A FastAPI app with notes for each user; the access token identifies the user and their scopes.

The settings come from the environment; without any, they are those of the local stand-in.
"""

import os
from collections import defaultdict
from typing import Annotated

from fastapi import Body, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.middleware.cors import CORSMiddleware
from fastapi.responses import JSONResponse

from auth.backend import AccessTokenClaims, AccessTokenVerifier
from auth.backend.fastapi import RequireCaller

ISSUER = os.environ.get("ISSUER", "http://localhost:8002/eu-west-1_StandIn01")
JWKS_URI = os.environ.get("JWKS_URI")  # in a container, which has another name for the stand-in
CLIENT_ID = os.environ.get("CLIENT_ID", "2hd8example7standin0client")
PAGE = os.environ.get("PAGE", "http://localhost:8000")

verifier = AccessTokenVerifier(issuer=ISSUER, client_ids=[CLIENT_ID], jwks_uri=JWKS_URI)
Reader = Annotated[
    AccessTokenClaims, Depends(RequireCaller(verifier=verifier, scopes=["api/read"]))
]
Writer = Annotated[
    AccessTokenClaims, Depends(RequireCaller(verifier=verifier, scopes=["api/read", "api/write"]))
]
# Deleting needs a second factor, and a sign-in of the last five minutes.
Deleter = Annotated[
    AccessTokenClaims,
    Depends(
        RequireCaller(verifier=verifier, scopes=["api/write"], acr="urn:cognito:loa:3", max_age=300)
    ),
]
Note = Annotated[str, Body(embed=True, min_length=1, max_length=500)]

app = FastAPI(title="Notes")
# The outermost middleware: browsers send CORS preflights without a token.
app.add_middleware(
    CORSMiddleware,
    allow_origins=[PAGE],
    allow_methods=["GET", "POST", "DELETE"],
    allow_headers=["Authorization", "Content-Type"],
    expose_headers=["WWW-Authenticate"],
)
# By `sub`, because user names can pass to somebody else. A real program would have a database.
notes: defaultdict[str, list[str]] = defaultdict(list)


@app.get("/notes")
async def read(caller: Reader) -> list[str]:
    """Return the caller's notes."""
    return notes[caller.sub]


@app.post("/notes", status_code=201)
async def write(caller: Writer, text: Note) -> list[str]:
    """Add a note, and return all of the caller's."""
    notes[caller.sub].append(text)
    return notes[caller.sub]


@app.delete("/notes")
async def delete(caller: Deleter) -> list[str]:
    """Delete all notes of the caller, and return those that are left."""
    notes[caller.sub].clear()
    return notes[caller.sub]


@app.exception_handler(RequestValidationError)
async def refuse(_: Request, failure: RequestValidationError) -> JSONResponse:
    """Refuse a body without repeating it: Python reads some JSON that it cannot write (NaN)."""
    detail = [{name: error[name] for name in ("type", "loc", "msg")} for error in failure.errors()]
    return JSONResponse({"detail": detail}, status_code=422)
