"""What may be recorded of a request and of its response."""

from auth.encoding.url import form_decode
from auth.errors import AuthError
from auth.protocol.challenge import parse_challenge
from auth.protocol.http import FORM
from inspector.recorder.redaction import facts_of, from_outside, hidden, word

TYPE_CHECKING = False
if TYPE_CHECKING:
    from auth.encoding.url import Url
    from auth.protocol.http import Request, Response
    from inspector.recorder.redaction import Facts

_TOKEN_ANSWER = (
    "token_type",
    "expires_in",
    "scope",
    "access_token",
    "id_token",
    "refresh_token",
    "error",
)


def facts_of_request(request: "Request", url: "Url") -> "Facts":
    """Return the parameters of a form, or the length of any other body."""
    facts: Facts = []
    for name, value in request.headers:
        if name.lower() == "authorization":
            scheme, _, token = value.partition(" ")
            facts.append(["Authorization", f"{scheme} {hidden(token)}"])
    if url.query:
        facts.append(["query", f"•{len(url.query)}"])
    if request.body is not None:
        facts += _form(request) or [["body", _size(request.body)]]
    return facts


def _size(body: object) -> str:
    """Return the length of a body, or "•" for one that only the browser can measure."""
    return f"•{len(body)}" if isinstance(body, (str, bytes)) else "•"


def _form(request: "Request") -> "Facts":
    if ("Content-Type", FORM) not in request.headers or not isinstance(request.body, str):
        return []
    try:
        return facts_of(form_decode(request.body))
    except AuthError:
        return []  # it is the app's request, and may be anything


def facts_of_response(response: "Response", path: str) -> "Facts":
    """Return the tokens' facts or the error, or the length of any other body."""
    challenge = parse_challenge(response.headers.get("www-authenticate", ""))
    if "error" in challenge:
        return [["error", word(challenge["error"])]]
    facts = _facts_of_tokens(response) if path == "/oauth2/token" or not response.ok else []
    return facts or ([["body", f"•{len(response.body)}"]] if response.body else [])


def _facts_of_tokens(response: "Response") -> "Facts":
    try:
        document = response.json()
    except AuthError:
        return []
    present = [(name, document[name]) for name in _TOKEN_ANSWER if document.get(name) is not None]
    return facts_of(present) if response.ok else from_outside([(n, str(v)) for n, v in present])
