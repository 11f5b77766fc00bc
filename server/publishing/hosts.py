"""The rules of delivery in the words of each kind of host, all from the same headers."""

import json
from collections.abc import Mapping

from server.publishing.cloudfront import cloudfront_template
from server.publishing.nginx import nginx_http, nginx_site
from server.publishing.s3 import s3_upload
from server.publishing.static_site import StaticSite


def files_for_hosts(
    site: StaticSite, served: Mapping[str, bytes], *, access_log: str
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """Return the files that belong at the root of what is `served`, and those for beside it.

    Netlify and Cloudflare Pages read the first two from there, and serve neither.
    """
    at_the_root = {"_headers": headers_file(site), "_redirects": redirects_file(site)}
    beside = {
        "cloudfront.json": json.dumps(cloudfront_template(site), indent=2) + "\n",
        "nginx-http.conf": nginx_http(),
        "nginx-site.conf": nginx_site(site, access_log=access_log),
        "s3-upload.sh": s3_upload(site, served),
    }
    return _encoded(at_the_root), _encoded(beside)


def headers_file(site: StaticSite) -> str:
    """Return a `_headers` file: headers by path, where those of all matching paths are added.

    So no path may be given Cache-Control twice; where none is, these hosts have browsers ask each
    time.
    """
    rules = {f"{site.base}*": dict(site.headers)}
    for address in (*site.documents, *(f"{folder}*" for folder in site.lasting)):
        rules[address] = {"Cache-Control": site.cache_control(address)}
    return "\n".join(_rule(path, headers) for path, headers in rules.items())


def redirects_file(site: StaticSite) -> str:
    """Return a `_redirects` file: missing paths are the app's, except in the folders of files.

    Netlify goes by it. Cloudflare Pages ignores rules of this kind, and does the same unasked, as
    long as there is no `404.html`; which is why ours has another name.
    """
    base = site.base
    nowhere = [f"{base}{folder}/" for folder in ("api", "auth", "static")] + [*site.lasting]
    rules = [f"{folder}*  {base}not-found.html  404" for folder in nowhere]
    return "\n".join([*rules, f"{base}*  {base}index.html  200", ""])


def _rule(path: str, headers: dict[str, str]) -> str:
    return "\n".join([path, *(f"  {name}: {value}" for name, value in headers.items()), ""])


def _encoded(texts: dict[str, str]) -> dict[str, bytes]:
    return {name: text.encode() for name, text in texts.items()}
