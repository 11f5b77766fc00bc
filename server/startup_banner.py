"""The text that `serve.py` prints at its start: addresses, and the users of the stand-in."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from server.site import Site

if TYPE_CHECKING:
    from cognito_stand_in import FakeCognito


def startup_banner(site: Site, replaced: Sequence[str] = ()) -> str:
    """Return the text that is printed for `site`.

    Args:
        site: What is served.
        replaced: Lines about settings that are replaced.
    """
    lines = _page(site) if site.has_page else _endpoints(site)
    if replaced:
        lines += ["", *replaced]
    if site.cognito is not None:
        lines += ["", *_people(site.cognito)]
    return "\n".join([*lines, "", "Ctrl-C stops it.", ""])


def _page(site: Site) -> list[str]:
    kind = "no stand-in" if site.cognito is None else "a local stand-in for Amazon Cognito"
    return [f"The page:  {site.page_url}", f"Sign-in:   {site.origins.domain} ({kind})"]


# Imported in functions, because a page with a real pool starts without the stand-in.


def _endpoints(site: Site) -> list[str]:
    from cognito_stand_in.serving.summary import endpoint_lines  # noqa: PLC0415

    assert site.cognito is not None  # a site without a page is a stand-in
    return endpoint_lines(site.cognito, confidential_note="its secret is in infra/development.toml")


def _people(cognito: "FakeCognito") -> list[str]:
    from cognito_stand_in.serving.summary import people_lines  # noqa: PLC0415

    return people_lines(cognito)
