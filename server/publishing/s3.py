"""A script that uploads the site to a bucket of S3, telling it what to say of each file.

S3 does not choose between codings. So what browsers alone load goes there in brotli, which each of
them knows that runs WebAssembly; documents go as they are, for CloudFront to compress.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath
from shlex import quote

from server.public_files import TYPES
from server.publishing.static_site import StaticSite

HEAD = """\
#!/bin/sh
# Made by `serve.py build`. Uploads the site to a bucket, with the AWS CLI: sh s3-upload.sh BUCKET
# What never changes comes first and documents last, so that none names what is not there yet.
set -eu
bucket=${1:?which bucket}
cd "$(dirname "$0")/../site"

put() {
  file=$1 key=$2 type=$3 cache=$4
  shift 4
  aws s3 cp "$file" "s3://$bucket/$key" --content-type "$type" --cache-control "$cache" \\
    --only-show-errors "$@"
}

"""


def s3_upload(site: StaticSite, served: Mapping[str, bytes]) -> str:
    """Return the script for `site`; `served` are its files, some of them compressed too."""
    # Not those of releases before: they are in the bucket since then.
    names = sorted(site.files, key=lambda name: (*_turn(site, name), name))
    return HEAD + "".join(f"put {_words(site, name, served)}\n" for name in names)


def _turn(site: StaticSite, name: str) -> tuple[bool, bool]:
    return name.endswith(".html"), not f"/{name}".startswith(site.lasting)


def _words(site: StaticSite, name: str, served: Mapping[str, bytes]) -> str:
    is_in_brotli = f"{name}.br" in served and not name.endswith(".html")
    words = [
        f"{name}.br" if is_in_brotli else name,
        name,
        TYPES[PurePosixPath(name).suffix],
        site.cache_control(f"/{name}"),
        *(["--content-encoding", "br"] if is_in_brotli else []),
    ]
    return " ".join(map(quote, words))
