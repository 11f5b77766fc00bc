"""The same API as a Lambda function behind an HTTP API (payload format 2.0).

The gateway's authorizer has verified the token already. The application verifies it again, and uses
nothing of the authorizer's context.
"""

import os
from typing import TYPE_CHECKING, cast

from mangum import Mangum

from server.on_aws.backend import app
from server.on_aws.origin_secret import RequireOriginSecret

if TYPE_CHECKING:
    from mangum.types import ASGI

# infra/site.yaml sets it; without CloudFront there is none.
_secret = os.environ.get("ORIGIN_SECRET")
_guarded = RequireOriginSecret(app, _secret) if _secret else app

handler = Mangum(cast("ASGI", _guarded), lifespan="off")
