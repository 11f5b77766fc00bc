"""The same API as a Lambda function behind an HTTP API (payload format 2.0).

The gateway's authorizer has verified the token already. The application verifies it again, and uses
nothing of the authorizer's context.
"""

from typing import TYPE_CHECKING, cast

from mangum import Mangum

from server.on_aws.backend import app

if TYPE_CHECKING:
    from mangum.types import ASGI

handler = Mangum(cast("ASGI", app), lifespan="off")
