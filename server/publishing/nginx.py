"""Files for nginx: for its `http` block, for a `server` block, and for the location of an API."""

import re
from collections.abc import Mapping
from pathlib import Path

from server.headers import ASKED_FOR_EACH_TIME, KEPT_FOR_EVER, NEVER_STORED, api_headers
from server.public_files import PAGE_OF_THE_APP, TYPES
from server.publishing.static_site import StaticSite

USUAL_LOG = "/var/log/nginx/access.log"
TEMPLATES = Path(__file__).with_name("templates")
_LINES = re.compile(r"^( *)@(\w+)@\n", re.MULTILINE)
_WORD = re.compile(r"@(\w+)@")


# The same pattern without backtracking, which would need memory for each segment of a long path.
_PAGE_OF_THE_APP = PAGE_OF_THE_APP.replace(")*", ")*+")


def nginx_http() -> str:
    """Return the file for the `http` block, which all sites share."""
    return _filled(
        "nginx-http.conf",
        kept_for_ever=KEPT_FOR_EVER,
        asked_for_each_time=ASKED_FOR_EACH_TIME,
        never_stored=NEVER_STORED,
    )


def nginx_site(site: StaticSite, *, access_log: str = USUAL_LOG) -> str:
    """Return the file for the `server` block whose root is the folder of `site`.

    Args:
        site: The page as it is delivered.
        access_log: The file that nginx writes a line a request to.
    """
    types = [f'"{content_type}" {suffix[1:]};' for suffix, content_type in TYPES.items()]
    without_slash = [
        f"location = {site.base[:-1]} {{",
        "    error_log /dev/null emerg;",
        "    absolute_redirect off;  # an absolute URL would repeat the caller's Host header",
        f"    return 301 {site.base}$is_args$args;",
        "}",
        "",
    ]
    return _filled(
        "nginx-site.conf",
        base=site.base,
        base_pattern=re.escape(site.base),
        headers="\n".join(_add_headers(site.headers)),
        types="\n".join(types),
        suffixes="|".join(suffix[1:] for suffix in TYPES),
        page_of_the_app=_PAGE_OF_THE_APP,
        pages="\n".join(
            f"location = {page} {{ try_files {page}.html =404; }}" for page in site.pages
        ),
        access_log=access_log,
        without_slash="\n".join(without_slash) if site.base != "/" else "",
    )


def nginx_api() -> str:
    """Return the file for the location of an API (`api_headers`)."""
    headers = api_headers()
    hidden = [f"proxy_hide_header {name};" for name in headers]
    return _filled("nginx-api.conf", headers="\n".join([*hidden, *_add_headers(headers)]))


def _add_headers(headers: Mapping[str, str]) -> list[str]:
    return [f'add_header {name} "{value}" always;' for name, value in headers.items()]


def _filled(template: str, **values: str) -> str:
    """Fill in a template; a placeholder alone on its line may stand for several lines."""

    def lines(match: re.Match[str]) -> str:
        indentation, name = match.groups()
        return "".join(f"{indentation}{line}\n" for line in values[name].splitlines())

    text = _LINES.sub(lines, (TEMPLATES / template).read_text("utf-8"))
    return _WORD.sub(lambda match: values[match[1]], text)
