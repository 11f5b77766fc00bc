"""Calls to AWS as the signed-in person, with the temporary credentials of an identity pool."""

from ...errors import ConfigurationError, TokenRequestRejected
from ...protocol.http import Request, Response
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
"""How long before they expire credentials are replaced; they last an hour."""


class AwsClient:
    """Signs and sends calls to AWS while somebody is signed in.

    Credentials are in memory only, belong to one session, and are deleted when it ends.
    """

    def __init__(self, client: "SignedInClient") -> None:
        """Use the session of `client`.

        Args:
            client: An `AuthClient`, started or not.

        Raises:
            ConfigurationError: `[auth]` has no `identity_pool_id`.
        """
        self._resources = client._calls  # noqa: SLF001 - private to apps
        config = self._resources.config
        if config.aws is None:
            raise ConfigurationError(
                "identity_pool_id", got="nothing", expected="the identity pool to ask"
            )
        self._settings = config.aws
        self._lock = "cognito.aws." + config.client_id
        self._family = self._identity_id = ""
        self._credentials: AwsCredentials | None = None
        self._deadline = 0.0
        client.on("changed", self._session_changed)

    async def credentials(self) -> AwsCredentials:
        """Return valid credentials, after a request for new ones if necessary.

        Calls that wait at the same time share one request.

        Returns:
            The credentials of the person who is signed in when this is called.

        Raises:
            SignInRequired: Nobody is signed in, or the session ended meanwhile.
            TokenRequestRejected: AWS refused; `error` is the name of its exception.
            MalformedResponse: AWS's response is malformed.
            TransportFailed: No response came.
        """
        return await self._credentials_of(self._resources.begin())

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

        Args:
            url: A URL on one of the configured `aws_origins`.
            service: The service's name in signatures (SigV4), such as `execute-api` or `s3`.
            region: The service's region; empty for the identity pool's.
            method: The HTTP method.
            headers: Further headers by name.
            body: As in `AuthClient.fetch`.
            json: A value to send as JSON instead of `body`.
            timeout: Seconds until the request is given up.

        Returns:
            The response, whatever its status.

        Raises:
            ArgumentRefused: `url` is on another origin, or a header cannot be signed.
            AuthError: As `credentials` does.
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
        """Sign and send. Raises SignInRequired if the session has ended when the response comes."""
        begun, runtime = self._resources.begin(), self._resources.runtime
        credentials = await self._credentials_of(begun)
        signed = sign(request, credentials, service=service, region=region, now=runtime.clock.now())
        response = await ApiTransport(runtime.transport).send(signed)
        self._resources.require(begun)
        return response

    async def _credentials_of(self, begun: SessionRecord) -> AwsCredentials:
        """Return credentials of the session of `begun`, and of no other."""

        async def current() -> AwsCredentials:
            record = await self._resources.identity(begun)
            if self._family != record.family:
                self._forget()
            if self._credentials is None or self._seconds_left() < MARGIN_SECONDS:
                return await self._exchange(record)
            return self._credentials

        locks = self._resources.runtime.locks
        # With 0 seconds, only the tasks of this tab take turns: no tab uses another's credentials.
        credentials = await locks.hold(self._lock, current, wait_seconds=0)
        self._resources.require(begun)
        return credentials

    async def _exchange(self, record: SessionRecord) -> AwsCredentials:
        """Ask for new credentials, and keep them."""
        logins = logins_of(record.claims.string("iss"), record.id_token)
        try:
            if not self._identity_id:
                answer = await self._ask(identity_request(self._settings, logins), record)
                self._family, self._identity_id = record.family, parse_identity(answer)
            request = credentials_request(self._settings, self._identity_id, logins)
            answer = await self._ask(request, record)
            self._identity_id, credentials = parse_credentials(answer)
        except TokenRequestRejected:
            self._identity_id = ""  # it may have been merged into another, or deleted
            raise
        self._keep(credentials)
        return credentials

    async def _ask(self, request: Request, record: SessionRecord) -> Response:
        response = await self._resources.runtime.transport.send(request)
        self._resources.require(record)
        return response

    def _keep(self, credentials: AwsCredentials) -> None:
        """Keep credentials, with their expiry by the monotonic clock."""
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
