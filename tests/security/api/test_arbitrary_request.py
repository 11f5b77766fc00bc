"""Any request at all is sent to the API."""

from urllib.parse import quote

from hypothesis import given, settings
from hypothesis import strategies as st

from server.headers import api_headers
from tests.security.api.api import Api
from tests.unit.backend.issuer import make_token

GOOD = f"Bearer {make_token()}"
API = Api()
METHODS = st.sampled_from(
    ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "X"]
)
PATHS = st.sampled_from(
    ["/api/user", "/api/health", "/api/user/", "/api//user", "/api/../api/user"]
)
NAMES = st.sampled_from(
    [
        *(
            "origin",
            "host",
            "cookie",
            "content-type",
            "content-length",
            "accept",
            "range",
            "expect",
        ),
        *("access-control-request-method", "transfer-encoding", "x-http-method-override", "te"),
        *("x-forwarded-host", "x-original-url", "forwarded", "upgrade", "if-none-match"),
    ]
)
HEADERS = st.lists(st.tuples(NAMES, st.binary(max_size=30)), max_size=5)
QUERIES = st.text(max_size=20).map(lambda text: f"?{quote(text, errors='replace')}")


@settings(max_examples=250)
@given(
    method=METHODS,
    path=PATHS | st.text(max_size=20).map(lambda text: f"/api/{quote(text, errors='replace')}"),
    query=st.just("") | QUERIES,
    headers=HEADERS,
    body=st.binary(max_size=100),
    authorization=st.sampled_from([None, GOOD, "Bearer a.b.c", "Bearer", "Basic YTpi"]),
)
def test_no_request_breaks_the_api(
    *,
    method: str,
    path: str,
    query: str,
    headers: list[tuple[str, bytes]],
    body: bytes,
    authorization: str | None,
) -> None:
    """Nothing is a server error, everything is protected, and data is for callers with tokens."""
    sent = [*headers, *([("authorization", authorization)] if authorization else [])]
    response = API.send(method, f"{path}{query}", headers=sent, content=body)
    assert response.status_code < 500
    assert "location" not in response.headers
    for name, value in api_headers().items():
        assert response.headers[name] == value
    if authorization != GOOD:
        assert b"ada" not in response.content
