"""The rules of delivery for nginx: what goes into its `http` block, and into a `server` block."""

import re
from pathlib import Path

from server.headers import ASKED_FOR_EACH_TIME, KEPT_FOR_EVER, NEVER_STORED
from server.public_files import PAGE_OF_THE_APP, TYPES
from server.publishing.static_site import StaticSite

USUAL_LOG = "/var/log/nginx/access.log"
TEMPLATES = Path(__file__).with_name("templates")
_LINES = re.compile(r"^( *)@(\w+)@\n", re.MULTILINE)
_WORD = re.compile(r"@(\w+)@")


def nginx_http() -> str:
    """Return what the `http` block needs, once for all sites."""
    return _filled(
        "nginx-http.conf",
        kept_for_ever=KEPT_FOR_EVER,
        asked_for_each_time=ASKED_FOR_EACH_TIME,
        never_stored=NEVER_STORED,
    )


def nginx_site(site: StaticSite, *, access_log: str = USUAL_LOG) -> str:
    """Return the locations of `site`, for the `server` block whose root is its folder."""
    headers = [f'add_header {name} "{value}" always;' for name, value in site.headers.items()]
    types = [f'"{content_type}" {suffix[1:]};' for suffix, content_type in TYPES.items()]
    without_slash = [
        f"location = {site.base[:-1]} {{",
        "    absolute_redirect off;  # its host is not for callers to say",
        f"    return 301 {site.base}$is_args$args;",
        "}",
        "",
    ]
    return _filled(
        "nginx-site.conf",
        base=site.base,
        base_pattern=re.escape(site.base),
        headers="\n".join(headers),
        types="\n".join(types),
        suffixes="|".join(suffix[1:] for suffix in TYPES),
        page_of_the_app=PAGE_OF_THE_APP,
        access_log=access_log,
        without_slash="\n".join(without_slash) if site.base != "/" else "",
    )


def _filled(template: str, **values: str) -> str:
    """Fill in a template: a place alone on its line takes several, at its own indentation."""

    def lines(match: re.Match[str]) -> str:
        indentation, name = match.groups()
        return "".join(f"{indentation}{line}\n" for line in values[name].splitlines())

    text = _LINES.sub(lines, (TEMPLATES / template).read_text("utf-8"))
    return _WORD.sub(lambda match: values[match[1]], text)
