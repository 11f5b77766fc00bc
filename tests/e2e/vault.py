"""A person whose session is in a vault, whose clocks a test sets as well."""

from tests.e2e.remote import Remote

_TELL = """(message) => new Promise((resolve) => {
  const channel = new BroadcastChannel("tests.clock");
  channel.onmessage = resolve;
  channel.postMessage(message);
})"""


class VaultRemote(Remote):
    """A person whose page runs `programs/remote.py`, with `token_storage = "worker"`."""

    def sets_clock(self, *, hours: float) -> None:
        """Set the device's clock for the worker, without firing timers or events."""
        self.page.evaluate(_TELL, {"set": hours * 3_600_000})

    def sleeps(self, *, hours: float) -> None:
        """Let the worker sleep for `hours`; then its timers fire, and the page wakes up."""
        self.page.evaluate(_TELL, {"passes": hours * 3_600_000})
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def another_tab(self) -> "VaultRemote":
        """Open a second, empty tab for the same person."""
        return VaultRemote(self.page.context.new_page(), self.site, self.watch)
