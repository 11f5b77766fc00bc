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
    lines = _page(site)
    if replaced:
        lines += ["", *replaced]
    if site.cognito is not None:
        lines += ["", *_people(site.cognito)]
    return "\n".join([*lines, "", "Ctrl-C stops it.", ""])


def _page(site: Site) -> list[str]:
    kind = "no stand-in" if site.cognito is None else "a local stand-in for Amazon Cognito"
    return [f"The page:  {site.page_url}", f"Sign-in:   {site.origins.domain} ({kind})"]


def _people(cognito: "FakeCognito") -> list[str]:
    # Here, because a page with a real pool starts without the stand-in.
    from cognito_stand_in.serving.summary import people_lines  # noqa: PLC0415

    return people_lines(cognito)
