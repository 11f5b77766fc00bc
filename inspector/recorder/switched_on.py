"""Record every client of this page, from the import of this module on.

`inspector/recorder.js` does, before any program runs. Only a page that is served with the inspector
loads that module, and neither another page nor `auth` knows of it.
"""

import auth
import auth.page.page
from auth.browser.channel import TabChannel
from auth.client import AuthClient
from auth.config import AuthConfig
from auth.ports import Runtime
from inspector.recorder.client import RecordedClient
from inspector.recorder.tape import CHANNEL


class ClientOfThisPage(RecordedClient):
    """The class that programs get as `AuthClient`."""

    def __init__(self, config: AuthConfig, runtime: Runtime) -> None:
        super().__init__(config, runtime, TabChannel(CHANNEL))


for module in (auth, auth.page.page):
    setattr(module, AuthClient.__name__, ClientOfThisPage)
