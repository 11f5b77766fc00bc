"""Writes a script that uploads the site to an S3 bucket, with the type and caching of each file.

S3 does not negotiate codings. So files that only browsers load are uploaded in brotli, which every
browser with WebAssembly supports, and documents as they are: CloudFront compresses them.
"""

from collections.abc import Mapping
from pathlib import PurePosixPath
from shlex import quote

from server.public_files import TYPES
from server.publishing.static_site import StaticSite

HEAD = """\
#!/bin/sh
# Made by `serve.py build`. Uploads the site to a bucket, with the AWS CLI: sh s3-upload.sh BUCKET
# Files that never change come first and documents last, so that all files of a document exist.
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
    """Return the script.

    Args:
        site: The page as it is delivered.
        served: Its files by path, and their compressed copies.
    """
    # Without files of earlier releases, which are in the bucket already.
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
