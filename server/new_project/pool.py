"""The settings of the published page: `production.toml` of a new project."""

import json
import re
import tomllib
from dataclasses import dataclass

from server.configuration import parse_configuration
from server.errors import CannotStart
from server.publishing.production_checks import (
    base_of,
    require_public_addresses,
    require_redirect_below,
)

# In the place of a setting that is not known yet, so that the others can be checked.
_VALID = {
    "domain": "my-app.auth.eu-west-1.amazoncognito.com",
    "region": "eu-west-1",
    "user_pool_id": "eu-west-1_AbCdEfGhI",
    "client_id": "2hd8example7of0a0client0id",
    "redirect_uri": "https://app.example.com/",
    "logout_uri": "https://app.example.com/",
    "api_origins": ["https://api.example.com"],
}
_POOL_ID = re.compile(r"([a-z]{2}(?:-[a-z]+)+-[0-9])_[A-Za-z0-9]+")
_CLIENT_ID = re.compile(r"[A-Za-z0-9]+")
_QUOTED = re.compile(r"(?:(?![\"\\])[!-~])*")  # RFC 3986 2: a URL is ASCII
_EMPTY: tuple[object, ...] = ("", [""])


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The user pool of the published page; a setting that is not known yet is empty.

    Attributes:
        domain: The host of the user pool's domain.
        user_pool_id: The id of the user pool, which starts with its Region.
        client_id: The id of a public app client.
        page_url: Where the page is published.
        api_origin: The origin of the published API, if it is not the page's.
    """

    domain: str = ""
    user_pool_id: str = ""
    client_id: str = ""
    page_url: str = ""
    api_origin: str = ""

    def settings(self) -> dict[str, object]:
        """Return the settings of `[auth]` that differ between the stand-in and this pool.

        Raises:
            CannotStart: A value does not have the form of its setting.
        """
        for option, value, form, expected in (
            ("--user-pool-id", self.user_pool_id, _POOL_ID, "an id such as eu-west-1_AbCdEfGhI"),
            ("--client-id", self.client_id, _CLIENT_ID, "letters and digits"),
            ("--pool-domain", self.domain, _QUOTED, "a host name"),
            ("--page-url", self.page_url, _QUOTED, "a URL"),
            ("--api-origin", self.api_origin, _QUOTED, "an origin"),
        ):
            if value and not form.fullmatch(value):
                raise CannotStart(f"{option}: got {value!r}, expected {expected}.")
        return {
            "domain": self.domain,
            "region": self.user_pool_id.partition("_")[0],
            "user_pool_id": self.user_pool_id,
            "client_id": self.client_id,
            "redirect_uri": self.page_url,
            "logout_uri": self.page_url,
        }


def production_toml(development: str, pool: Pool) -> str:
    """Return the configuration of the published page.

    Args:
        development: The project's `pyscript.toml`, for the stand-in.
        pool: The user pool of the published page.

    Raises:
        CannotStart: A setting is invalid, or an address is not public.
    """
    document = tomllib.loads(development)
    table = dict(document["auth"])
    settings = pool.settings()
    if table.pop("api_origins", None):
        settings["api_origins"] = [pool.api_origin]
    rest = {name: value for name, value in table.items() if name not in {*settings, "issuer"}}
    lines = [f"{name} = {json.dumps(value)}" for name, value in {**settings, **rest}.items()]
    text = "\n".join(
        [
            "# The published page and its user pool. An empty string: this value is still missing.",
            f'name = "{document["name"]}"',
            "",
            "[auth]",
            *lines,
            "",
        ]
    )
    _require_valid(text)
    return text


def _require_valid(text: str) -> None:
    """Check the settings that are known."""
    table = tomllib.loads(text)["auth"]
    known = {key: _VALID[key] if value in _EMPTY else value for key, value in table.items()}
    lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in known.items())
    configuration = parse_configuration(f"[auth]\n{lines}", name="production.toml")
    require_public_addresses(configuration)
    require_redirect_below(base_of(configuration), configuration)
