"""An app that fails at once."""

from auth.remote import remote_client

client = await remote_client()  # type: ignore[top-level-await]  # noqa: F704, PLE1142
1 / 0  # noqa: B018
