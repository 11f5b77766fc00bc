"""The rules of delivery in the format of each kind of host, all from the same headers."""

import json
from collections.abc import Mapping

from server.headers import KEPT_FOR_EVER, NEVER_STORED
from server.publishing.cloudfront import cloudfront_template
from server.publishing.nginx import nginx_api, nginx_http, nginx_site
from server.publishing.s3 import s3_upload
from server.publishing.static_site import StaticSite


def files_for_hosts(
    site: StaticSite, served: Mapping[str, bytes], *, access_log: str
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the files for the root of the folder `site`, and those for the folder `hosts`.

    Netlify and Cloudflare Pages look for the first ones there.

    Args:
        site: The page as it is delivered.
        served: Its files by path, and their compressed copies.
        access_log: The file that nginx writes a line a request to.
    """
    at_the_root = {
        "_headers": headers_file(site),
        "_redirects": redirects_file(site),
        # Without this file, Cloudflare Pages would respond to every missing file with the page.
        "404.html": site.files[f"{site.base}404.html"[1:]].decode(),
    }
    beside = {
        "cloudfront.json": json.dumps(cloudfront_template(site), indent=2) + "\n",
        "nginx-api.conf": nginx_api(),
        "nginx-http.conf": nginx_http(),
        "nginx-site.conf": nginx_site(site, access_log=access_log),
        "s3-upload.sh": s3_upload(site, served),
    }
    return _encoded(at_the_root), _encoded(beside)


def headers_file(site: StaticSite) -> str:
    """Return a `_headers` file: headers by path.

    A response gets the headers of all rules that match its path, so no path may have two rules with
    Cache-Control. Where none has, these hosts make browsers revalidate each time. The security
    headers are for the whole host, because redirects to `site.base` and errors are outside of it.
    """
    lasting = [f"{folder}*" for folder in site.lasting]
    documents = [one for one in site.documents if not one.startswith(site.lasting)]
    base_without_slash = [site.base[:-1]] if site.base != "/" else []
    rules = {"/*": dict(site.headers)}
    rules |= {path: {"Cache-Control": KEPT_FOR_EVER} for path in lasting}
    for path in (*documents, *base_without_slash, *site.routes):
        rules[path] = {"Cache-Control": NEVER_STORED}
    return "\n".join(_rule(path, headers) for path, headers in rules.items())


def redirects_file(site: StaticSite) -> str:
    """Return a `_redirects` file: the app's own pages lead to the page, nothing else does.

    Rules have no pattern for file extensions, so a rule for all paths would respond to a missing
    script with HTML and status 200.
    """
    return "".join(f"{route}  {site.base}index.html  200\n" for route in site.routes)


def _rule(path: str, headers: dict[str, str]) -> str:
    return "\n".join([path, *(f"  {name}: {value}" for name, value in headers.items()), ""])


def _encoded(texts: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in texts.items()}
