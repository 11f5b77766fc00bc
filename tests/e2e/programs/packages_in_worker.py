"""An app in a worker, which imports packages at once and in a callback."""

import shapes  # type: ignore[import-not-found] # made for the test
from own import NAME  # type: ignore[import-not-found] # a file of [files]

from auth import Session
from auth.remote import RemotePage, remote_client

page = RemotePage(await remote_client())  # type: ignore[top-level-await]  # noqa: F704, PLE1142


@page.on_session
def show(session: Session) -> None:
    """Show what the packages say."""
    if session.user is not None:
        page.write("name", f"{shapes.area()} {NAME}")


@page.on_click("call-api")
async def import_late() -> None:
    """Import another package."""
    import large  # type: ignore[import-not-found] # noqa: F401, PLC0415
    import late  # type: ignore[import-not-found] # noqa: PLC0415

    page.write("api-result", late.name)
