"""Connects a program in a worker or a frame to the owner of the session."""

from .client import RemoteClient


async def remote_client() -> RemoteClient:
    """Return a client of the page that owns the session.

    Returns:
        The client, with the session of this moment.

    Raises:
        TransportFailed: No page answers.
    """
    from ..browser.clock import DeviceClock  # noqa: PLC0415 - needs a browser
    from ..browser.owner_port import find_owner_port  # noqa: PLC0415 - likewise
    from ..browser.port import MessagePort  # noqa: PLC0415 - likewise

    client = RemoteClient(MessagePort(await find_owner_port()), DeviceClock())
    await client.start()
    return client
