"""Adds the tags that start a page, when it is served or built."""

import re
from pathlib import Path

HEAD = Path(__file__).with_name("page_head.html").read_text(encoding="utf-8")
_LAUNCHER = re.compile(r'<script type="text/x-python" src="[^"]*" id="app">')
_APP = re.compile(r'<script type="(?:py|mpy)" src="/')
# Preloaded for the launcher, and for the app that it starts.
_FOR_LAUNCHER = re.compile(r".*(?:preload|ahead\.js).*\n")


def with_head(html: str) -> str:
    """Return a document with the tags that start its program.

    A document without a program is returned as it is, and so is one that has these tags.
    """
    if 'src="/static/boot.js"' in html or not (_LAUNCHER.search(html) or _APP.search(html)):
        return html
    tags = HEAD if _LAUNCHER.search(html) else _FOR_LAUNCHER.sub("", HEAD)
    return html.replace("  </head>", f"{tags}  </head>", 1)
