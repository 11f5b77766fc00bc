"""A site under test: page, stand-in and API, with a witness in front of Cognito's domain."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from auth.testing import FakeCognito, Switches
from auth.testing.grants import Codes, Families
from auth.testing.journeys import Journeys
from auth.testing.sessions import Sessions
from server.origins import Origins, free_origins
from server.page import Entry
from server.running import serve_in_thread
from server.runtimes import ROOT
from server.site import make_stand_in
from tests.e2e.witness import Witness


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A page that is being served, started by `entry`."""

    entry: Entry
    origins: Origins
    cognito: FakeCognito
    witness: Witness
    access_log: list[str]

    def url(self, path: str = "/") -> str:
        """Give the address of a path of the page's origin."""
        return self.origins.page + path

    def name_of(self, url: str) -> str | None:
        """Give the name of the origin that `url` is on; None for a foreign one."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        names = {
            self.origins.page: "page",
            self.origins.domain: "domain",
            self.origins.issuer: "issuer",
        }
        return names.get(origin)

    def reset(self) -> None:
        """Forget every sign-in, fault, switch and log line of the test before."""
        cognito = self.cognito
        cognito.faults.clear()
        cognito.switches = Switches()
        cognito.codes, cognito.families = Codes(), Families()
        cognito.sessions, cognito.journeys = Sessions(), Journeys()
        self.witness.exchanges.clear()
        self.access_log.clear()


@contextmanager
def served(entry: Entry) -> Iterator[Site]:
    """Serve the page, started by `entry`, for as long as the `with` block lasts."""
    origins = free_origins()
    cognito = make_stand_in(ROOT, origins)
    cognito.domain_app = witness = Witness(cognito.domain_app)
    with serve_in_thread(origins, entry=entry, cognito=cognito) as running:
        yield Site(
            entry=entry,
            origins=origins,
            cognito=cognito,
            witness=witness,
            access_log=running.access_log,
        )
