"""Runs nginx with the configuration in docs/deploying.md."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.runtimes import ROOT

DOCUMENT = ROOT / "docs" / "deploying.md"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
ABOUT_TLS = re.compile(r"^ *(ssl_|listen \[::\]).*\n", re.MULTILINE)


@contextmanager
def nginx_serving(program: str, dist: Path, *, page: int, api: int, other: int) -> Iterator[Path]:
    """Serve the folder `dist`, and return the path of the error log.

    Args:
        program: The path of nginx.
        dist: What `serve.py build` has written.
        page: The port of the site.
        api: The port of the API, which nginx forwards to.
        other: The port that redirects plain HTTP.
    """
    workplace = dist.parent
    settings, errors = workplace / "nginx.conf", workplace / "error.log"
    ports = {"listen 443 ssl;": page, "listen 80;": other}
    settings.write_text(_main_settings(workplace, errors, _documented(dist, ports, api)))
    command = [program, "-p", str(workplace), "-c", str(settings), "-e", "stderr"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stderr is not None
        try:
            # Its first words come when it listens already, or are about why it does not.
            words = process.stderr.readline()
            assert "[notice]" in words, words + process.stderr.read()
            yield errors
        finally:
            process.terminate()


def _documented(dist: Path, ports: dict[str, int], api: int) -> str:
    """Return the documented configuration with this test's paths and ports, without TLS."""
    [text] = re.findall(r"```nginx\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    text = ABOUT_TLS.sub("", text).replace("/srv/app", str(dist)).replace("8080", str(api))
    for documented, port in ports.items():
        assert documented in text
        text = text.replace(documented, f"listen 127.0.0.1:{port};")
    return text.replace("server_name app.example.com;", "server_name localhost;")


def _main_settings(workplace: Path, errors: Path, text: str) -> str:
    temporary = [f"{name}_temp_path {workplace}/{name};" for name in TEMPORARY]
    return "\n".join(
        [
            "daemon off;",
            "master_process off;",  # nobody to give the files away to
            f"pid {workplace}/nginx.pid;",
            "error_log stderr notice;",
            "events {}",
            "http {",
            *temporary,
            f"error_log {errors};",
            f"access_log {workplace}/usual.log;",  # as Debian has it, for who sets no other
            text,
            "}",
        ]
    )
