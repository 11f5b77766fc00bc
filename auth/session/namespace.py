"""The name that keeps apart the apps which share an origin."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..config import AuthConfig
    from ..protocol.authorization import Transaction


def namespace(config: "AuthConfig | Transaction") -> str:
    """Return the name of the app client and its pool in messages, lock names and storage keys.

    Every page of an origin hears the same messages and sees the same locks and storage, whichever
    app it belongs to. The issuer is part of the name because client ids are unique in a pool only.
    It has one space in it, between the two.
    """
    return config.client_id + " " + config.issuer
