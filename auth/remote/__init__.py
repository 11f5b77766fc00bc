"""A session that another program owns: its owner, and clients that ask the owner over a port.

A program in a worker starts with `client = await remote_client()`. docs/internals/remote.md
describes the messages. Pages whose app runs beside its launcher load none of this.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .client import RemoteClient
    from .connect import remote_client
    from .owner import Owner
    from .page import RemotePage
else:

    def __getattr__(name):  # noqa: ANN001, ANN202 - PEP 562
        """Import a name when it is used: an owner needs no client, and a client no owner."""
        if name == "remote_client":
            from .connect import remote_client  # noqa: PLC0415

            return remote_client
        if name == "RemoteClient":
            from .client import RemoteClient  # noqa: PLC0415

            return RemoteClient
        if name == "RemotePage":
            from .page import RemotePage  # noqa: PLC0415

            return RemotePage
        if name == "Owner":
            from .owner import Owner  # noqa: PLC0415

            return Owner
        raise AttributeError(f"{__name__} has no {name}")


__all__ = ["Owner", "RemoteClient", "RemotePage", "remote_client"]
