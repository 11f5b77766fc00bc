"""Adds the tags that start a page, when it is served or built."""

import re
from pathlib import Path

HEAD = Path(__file__).with_name("page_head.html").read_text(encoding="utf-8")
_FOR_APP = Path(__file__).with_name("page_head_app.html").read_text(encoding="utf-8")
_LAUNCHER = re.compile(r'<script type="text/x-python" src="[^"]*" id="app">')
_APP = re.compile(r'<script type="(py|mpy)" src="(/[^"]*)"')
_IMAGE = re.compile(r"/(?:launcher|vault)\.mpy\.bin")
_SCRIPT = re.compile(r"<script\b([^>]*)>")
_IS_PYTHON = re.compile(r'\stype="(?:text/x-python|py|mpy)"')
_IN_WORKER = re.compile(r"\sworker(?=[\s=]|$)")
_ELSEWHERE = re.compile(r"\sworker=(['\"]?)elsewhere\1(?=\s|$)")
# What no page without the launcher has, and what a vault or an app on Pyodide leaves out.
_FOR_LAUNCHER = re.compile(r".*(?:preload|ahead\.js).*\n")
_DATA = re.compile(r'.*rel="preload".*\n')
_FOR_MICROPYTHON = re.compile(r".*(?:/micropython/|/auth\.mpy\.bin).*\n")
_FOR_THE_SAME_THREAD = re.compile(r".*(?:ahead\.js|py-config).*\n")
_BOOT = '    <script type="module" src="/static/boot.js">'
# Before boot.js, whose program these change.
_FOR_WORKERS = f"""\
    <script type="module" src="/static/workers.js"></script>
{_BOOT}"""
# Before everything: its worker takes longer to start than what the page starts itself.
_FOR_VAULT = """\
    <script type="module" src="/static/vault.js"></script>
"""


def with_head(html: str, *, has_vault: bool = False) -> str:
    """Return a document with the tags that start its program.

    A document without a program is returned as it is, and so is one that has these tags.

    Args:
        html: The document.
        has_vault: Whether `token_storage` is "worker".
    """
    if 'src="/static/boot.js"' in html:
        return html
    tags = _tags_for(html, has_vault=has_vault)
    if has_vault:
        tags = tags and _FOR_VAULT + tags.replace("/launcher.mpy.bin", "/vault.mpy.bin")
    return html.replace("  </head>", f"{tags}  </head>", 1) if tags else html


def _tags_for(html: str, *, has_vault: bool) -> str:
    if runs_in_worker(html):
        tags = with_whole_auth(_FOR_THE_SAME_THREAD.sub("", HEAD).replace(_BOOT, _FOR_WORKERS))
    elif _LAUNCHER.search(html):
        tags = HEAD
    elif app := _APP.search(html):
        files = _files_of_app(*app.groups())
        if has_vault:
            files = _DATA.sub("", files)  # the vault leads to Cognito, and its files come first
        tags = files + _FOR_LAUNCHER.sub("", HEAD)
    else:
        tags = ""
    return tags


def _files_of_app(interpreter: str, program: str) -> str:
    """Return the links to what a page without the launcher loads.

    Pyodide's own files are not among them: `static/interpreters.js` knows which ones it needs.
    """
    links = _FOR_APP.replace("/main.py", program)
    return links if interpreter == "mpy" else _FOR_MICROPYTHON.sub("", links)


def with_whole_auth(html: str) -> str:
    """Return a page whose launcher gets all of MicroPython and `auth`, not only what signs in."""
    html = _IMAGE.sub("/auth.mpy.bin", html)
    return html.replace("/built/launcher.", "/micropython/micropython.")


def runs_in_worker(html: str) -> bool:
    """Return whether a document's program runs in a worker, of this page or of another one."""
    return any(_IN_WORKER.search(one) for one in _programs(html))


def starts_worker(html: str) -> bool:
    """Return whether a document starts a worker for its program itself."""
    own = (one for one in _programs(html) if not _ELSEWHERE.search(one))
    return any(_IN_WORKER.search(one) for one in own)


def _programs(html: str) -> list[str]:
    """Return the attributes of the tags that start Python."""
    return [one for one in _SCRIPT.findall(html) if _IS_PYTHON.search(one)]
