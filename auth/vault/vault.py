"""Vault: the sessions of every page that a worker serves."""

from .tab import Tab
from .worker_ports import WorkerPorts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..remote.port import Port

MOST_TABS = 256
"""Pages at once."""


class Vault:
    """Has a client for each page, and connects them as a browser connects its tabs.

    Tokens pass between these clients only. A page gets none: its programs have the ports that an
    `Owner` serves, without `get_access_token`.

    Args:
        ports: The ports that all pages share.
    """

    def __init__(self, ports: WorkerPorts) -> None:
        self._ports = ports
        self._tabs: list[Tab] = []

    def connect(self, port: "Port") -> None:
        """Serve a page until its port is closed.

        Args:
            port: The vault's end of the page's port.
        """
        tab = Tab(self._ports, port, self._ended)
        self._tabs.append(tab)
        if len(self._tabs) > MOST_TABS:
            tab.close("too many pages")

    def _ended(self, tab: Tab) -> None:
        if tab in self._tabs:
            self._tabs.remove(tab)
