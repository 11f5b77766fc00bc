"""The name of an app among those of its origin."""

from auth.session.namespace import namespace
from tests.support import samples


def test_another_client_or_pool_is_another_app() -> None:
    """Client ids are unique in a pool only."""
    names = {
        namespace(samples.config()),
        namespace(samples.config(client_id="another")),
        namespace(samples.config(issuer="http://localhost:8002/eu-west-1_Another")),
    }
    assert len(names) == 3
    assert namespace(samples.config(redirect_uri=f"{samples.PAGE}/path/")) in names
