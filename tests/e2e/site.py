"""Serves a site under test: page, API and stand-in, with a log of requests to Cognito's domain."""

import copy
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from auth import AuthConfig
from cognito_stand_in import FakeCognito, Switches
from cognito_stand_in.factors.attempts import Attempts
from cognito_stand_in.factors.settings import FactorSettings
from cognito_stand_in.grants import Codes, TokenFamilies
from cognito_stand_in.identities import Identities
from cognito_stand_in.interactions import Interactions
from cognito_stand_in.pool import User
from cognito_stand_in.sessions import Sessions
from server.configuration import Configuration, parse_configuration, read_configuration
from server.origins import Origins, free_origins, port_of
from server.page import Entry
from server.running import in_thread
from server.runtimes import ROOT
from server.site import make_site, make_stand_in
from tests.e2e.domain_log import DomainLog
from tests.e2e.made_packages import put_packages
from tests.e2e.other_origins import OtherOrigins, other_origins
from tests.e2e.own_page import OwnPage
from tests.e2e.site_options import LOCKED, SiteOptions, WithProgram
from tests.e2e.uncompiled import uncompiled_root
from tests.examples.backend import BACKEND, PLACE, SHARED_MODELS, load_backend

VAULT_CLOCK = Path(__file__).with_name("vault_clock.js").read_text("utf-8")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A site that is being served; `home` is the path of its `redirect_uri`."""

    entry: Entry
    config: AuthConfig
    origins: Origins
    others: OtherOrigins
    cognito: FakeCognito
    domain_log: DomainLog
    access_log: list[str]
    home: str = "/"
    _users: dict[str, User] = field(init=False, repr=False)
    _factors: FactorSettings = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Keep the users and the factors as they were, for `reset`."""
        object.__setattr__(self, "_users", copy.deepcopy(self.cognito.pool.users))
        object.__setattr__(self, "_factors", self.cognito.pool.factors)

    def url(self, path: str = "/") -> str:
        """Return the URL of a path on the page's origin."""
        return self.origins.page + path

    def name_of(self, url: str) -> str | None:
        """Return the name of a URL's origin, or None for an origin that is not part of the site."""
        parts = urlsplit(url.removeprefix("blob:"))
        origin = f"{parts.scheme}://{parts.netloc}"
        names = {
            self.origins.page: "page",
            self.origins.domain: "domain",
            self.origins.issuer: "issuer",
            self.others.api: "api",
        }
        return names.get(origin)

    def grants(self) -> list[str]:
        """Return the grant types of the token requests so far."""
        return [one.form["grant_type"] for one in self.domain_log.find("POST", "/oauth2/token")]

    def refreshes(self) -> int:
        """Count the renewals so far."""
        return self.grants().count("refresh_token")

    def reset(self) -> None:
        """Delete every sign-in, factor, fault, switch and log line of earlier tests."""
        cognito = self.cognito
        cognito.faults.clear()
        cognito.switches = Switches()
        cognito.codes, cognito.families = Codes(), TokenFamilies()
        cognito.sessions, cognito.interactions = Sessions(), Interactions()
        cognito.identities = Identities()
        cognito.pool.users = copy.deepcopy(self._users)
        cognito.pool.factors = self._factors
        cognito.directory.attempts = Attempts()
        self.others.reset()
        self.domain_log.exchanges.clear()
        self.access_log.clear()


@contextmanager
def served(options: SiteOptions) -> Iterator[Site]:
    """Serve a site with these options, for the duration of the `with` block."""
    origins = free_origins()
    cognito = make_stand_in(ROOT, origins, parameters={"RetryGracePeriodSeconds": "0"})
    cognito.domain_app = domain_log = DomainLog(cognito.domain_app)
    access_log: list[str] = []
    with other_origins() as (others, sockets), TemporaryDirectory() as place:
        configuration = _configuration(options, others, Path(place)).at(origins)
        composed = make_site(
            uncompiled_root() if options.is_uncompiled else ROOT,
            configuration,
            origins=origins,
            cognito=cognito,
            entry=options.entry,
            write_log=access_log.append,
            front=_front(options, Path(place)),
            is_inspected=options.is_inspected,
        )
        if options.folder in (BACKEND, SHARED_MODELS):
            others.backend = load_backend(
                issuer=cognito.pool.issuer, page=origins.page, folder=options.folder
            )
        port = port_of(origins.page)
        if (program := options.program_for(others.api)) is not None:
            composed.apps[port] = WithProgram(composed.apps[port], program)
        if options.is_own_page:
            composed.apps[port] = OwnPage(
                composed.apps[port], interpreter=options.entry, settings=configuration.text
            )
        with in_thread(composed, others.around(composed), sockets):
            yield Site(
                entry=options.entry,
                config=configuration.auth,
                origins=origins,
                others=others,
                cognito=cognito,
                domain_log=domain_log,
                access_log=access_log,
            )


def _front(options: SiteOptions, place: Path) -> Path | None:
    """Return the folder whose files replace the page's own."""
    if options.has_vault:
        shutil.copy(ROOT / "index.html", place)
        worker = place / "static" / "vault_worker.js"
        worker.parent.mkdir()
        worker.write_text(VAULT_CLOCK + ROOT.joinpath("static", worker.name).read_text("utf-8"))
    return place if options.has_packages or options.has_vault else options.folder


def _configuration(options: SiteOptions, others: OtherOrigins, place: Path) -> Configuration:
    more: list[tuple[str, object]] = []
    if options.calls_another_origin:
        more.append(("api_origins", [others.api]))
    if options.calls_aws:
        more.append(("aws_origins", [others.api]))
    text = options.configured(options.configuration.read_text(encoding="utf-8"), *more)
    file = options.configuration
    if options.has_locked_packages:
        file = LOCKED
        text = f"packages = {list(read_configuration(file).packages)}\n{text}"
    if options.has_packages:
        file = place / file.name
        text = put_packages(place, text)
    return parse_configuration(text.replace(PLACE, others.api), name=str(file))
