"""Calls to AWS in the person's name, with the temporary credentials of an identity pool.

Nothing of this is imported unless a page asks for it: `from auth.calls.aws import AwsClient`.
"""

from ...errors import ConfigurationError, SignInRequired, TokenRequestRejected
from ...protocol.http import Request
from ...session.record import SessionRecord
from ..call import Call
from ..response import ApiResponse, ApiTransport
from .identity_pool import (
    AwsCredentials,
    credentials_request,
    identity_request,
    logins_of,
    parse_credentials,
    parse_identity,
)
from .sigv4 import sign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ...session.states import Session
    from ..api import SignedInClient

MARGIN_SECONDS = 300
"""How long before their end credentials are replaced; they last an hour."""

_PATIENCE_SECONDS = 15


class AwsClient:
    """The AWS side of a signed-in page; credentials are in memory alone, and end with the session.

    Raises ConfigurationError when `[auth]` has no `identity_pool_id`.
    """

    def __init__(self, client: "SignedInClient") -> None:
        config = client.resources.config
        if config.aws is None:
            raise ConfigurationError(
                "identity_pool_id", got="nothing", expected="the identity pool to ask"
            )
        self._settings = config.aws
        self._lock = "cognito.aws." + config.client_id
        self._resources = client.resources
        self._family = self._identity_id = ""
        self._credentials: AwsCredentials | None = None
        self._deadline = 0.0
        client.subscribe(self._session_changed)

    async def credentials(self) -> AwsCredentials:
        """Give credentials that are good for now, asked for once by all who wait for them.

        Raises SignInRequired, TokenRequestRejected with the name of AWS's exception,
        MalformedResponse or TransportFailed.
        """

        async def current() -> AwsCredentials:
            record = await self._resources.identity()
            if self._family != record.family:
                self._forget()
            if self._credentials is None or self._seconds_left() < MARGIN_SECONDS:
                await self._exchange(record)
            if self._credentials is None:
                raise SignInRequired
            return self._credentials

        runtime = self._resources.runtime
        return await runtime.locks.hold(self._lock, current, patience=_PATIENCE_SECONDS)

    async def fetch(
        self,
        url: str,
        *,
        service: str,
        region: str = "",
        method: str = "GET",
        headers: "dict[str, str] | None" = None,
        body: str | bytes | None = None,
        json: object = None,
        timeout: float = 30.0,  # noqa: ASYNC109 - the browser keeps it, not asyncio
    ) -> ApiResponse:
        """Call an AWS service with a signed request (Signature Version 4).

        `url` is on one of the configured `aws_origins`; `service` is its name for signing, such as
        `execute-api` or `s3`, and `region` its region, if it is not the identity pool's. What the
        answer says is the caller's to judge.

        Raises ArgumentRefused for any other origin, and whatever `credentials` raises.
        """
        address = self._resources.address(url, self._settings.aws_origins, setting="aws_origins")
        call = Call(
            method=method,
            headers=headers or {},
            body=body,
            json_value=json,
            timeout=timeout,
            stream=False,
            signal=None,
        )
        return await self._send(call.request(address), service, region or self._settings.region)

    async def _send(self, request: Request, service: str, region: str) -> ApiResponse:
        """Sign and send; an answer that comes when that person has left is dropped."""
        credentials, family = await self.credentials(), self._family
        runtime = self._resources.runtime
        signed = sign(request, credentials, service=service, region=region, now=runtime.clock.now())
        response = await ApiTransport(runtime.transport).send(signed)
        if self._family != family:
            raise SignInRequired
        return response

    async def _exchange(self, record: SessionRecord) -> None:
        """Ask for new credentials; what comes when that person has left is dropped."""
        send = self._resources.runtime.transport.send
        self._family, identity_id = record.family, self._identity_id
        logins = logins_of(record.claims.string("iss"), record.id_token)
        try:
            if not identity_id:
                answer = await send(identity_request(self._settings, logins))
                identity_id = parse_identity(answer)
            answer = await send(credentials_request(self._settings, identity_id, logins))
            identity_id, credentials = parse_credentials(answer)
        except TokenRequestRejected:
            self._identity_id = ""  # it may have been merged into another, or deleted
            raise
        if self._family == record.family:
            self._identity_id = identity_id
            self._hold(credentials)

    def _hold(self, credentials: AwsCredentials) -> None:
        """Keep them, with their end by the clock that nobody can set."""
        clock = self._resources.runtime.clock
        self._deadline = clock.monotonic() + credentials.expires_at - clock.now()
        self._credentials = credentials

    def _seconds_left(self) -> float:
        clock = self._resources.runtime.clock
        by_device = self._credentials.expires_at - clock.now() if self._credentials else 0.0
        return min(by_device, self._deadline - clock.monotonic())

    def _session_changed(self, session: "Session") -> None:
        if not session.is_signed_in:
            self._forget()

    def _forget(self) -> None:
        self._family = self._identity_id = ""
        self._credentials = None
