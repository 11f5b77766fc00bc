"""The same backend as a Lambda function behind an HTTP API (payload format 2.0).

The gateway's authorizer has looked at the token before; the application looks again, as it does
everywhere, and believes nothing that stands beside the token.
"""

from typing import TYPE_CHECKING, cast

from mangum import Mangum

from server.on_aws.backend import app

if TYPE_CHECKING:
    from mangum.types import ASGI

handler = Mangum(cast("ASGI", app), lifespan="off")
