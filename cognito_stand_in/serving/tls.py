"""Options and files of TLS: a certificate that is made at the start, or one's own (RFC 8446)."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import ssl
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from contextlib import ExitStack


class TlsRefused(ValueError):
    """The options of TLS contradict each other, or a file cannot be used."""


class TlsFiles(NamedTuple):
    """The files of a certificate; `authority` is None for one's own."""

    certificate: Path
    key: Path
    authority: Path | None = None


def add_tls_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of TLS to a command."""
    group = parser.add_argument_group("TLS, which Amplify and other clients of Cognito need")
    group.add_argument(
        "--tls", action="store_true", help="serve https, with a certificate that is made at once"
    )
    group.add_argument(
        "--tls-folder",
        type=Path,
        metavar="FOLDER",
        help="the same, and keep the certificate in this folder for later starts",
    )
    group.add_argument("--certificate", type=Path, metavar="FILE", help="your own certificate, PEM")
    group.add_argument("--key", type=Path, metavar="FILE", help="its private key, PEM")


def wants_tls(options: argparse.Namespace) -> bool:
    """Return whether the options ask for https."""
    given = (options.tls, options.tls_folder, options.certificate, options.key)
    return any(given)


def tls_files(
    options: argparse.Namespace, stack: ExitStack, hosts: Sequence[str]
) -> TlsFiles | None:
    """Return the files that the options ask for; None for http.

    Args:
        options: What the command was given.
        stack: Deletes temporary files at the end.
        hosts: The host names and IP addresses of a certificate that has to be made.

    Raises:
        TlsRefused: the options contradict each other, or a file cannot be used.
    """
    if not wants_tls(options):
        return None
    if options.certificate is not None or options.key is not None:
        return _own_files(options)
    folder = options.tls_folder
    if folder is None:
        name = stack.enter_context(tempfile.TemporaryDirectory(prefix="cognito-stand-in-"))
        folder = Path(name)
    return made_files(folder, hosts, dt.datetime.now(dt.UTC))


def made_files(folder: Path, hosts: Sequence[str], now: dt.datetime) -> TlsFiles:
    """Return a certificate in a folder, which is made if there is none that can be used.

    Args:
        folder: The folder; only its owner gets access to a new one, and to the key.
        hosts: The host names and IP addresses of the certificate.
        now: The time.

    Raises:
        TlsRefused: the folder cannot be used.
    """
    # Here, because most stand-ins serve http and have to start quickly.
    from .certificates import make_certificate  # noqa: PLC0415

    place = folder.resolve()
    files = TlsFiles(place / "certificate.pem", place / "key.pem", place / "ca.pem")
    try:
        if not _is_kept(files, hosts, now):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            made = make_certificate(hosts, now)
            for path, content in zip(
                (place / "ca.pem", files.certificate, files.key), made, strict=True
            ):
                path.unlink(missing_ok=True)
                path.touch(mode=0o600)
                path.write_bytes(content)
    except OSError as failure:
        raise TlsRefused(f"--tls-folder: {failure.filename}: {failure.strerror}") from None
    return files


def tls_lines(files: TlsFiles | None) -> list[str]:
    """Return the lines for the start: what each kind of client needs to trust the certificate."""
    if files is None or files.authority is None:
        return []
    settings = {
        "Node": f"NODE_EXTRA_CA_CERTS={files.authority}",
        "Python (requests)": f"REQUESTS_CA_BUNDLE={files.authority}",
        "Python (httpx, urllib)": f"SSL_CERT_FILE={files.authority}",
        "boto3, AWS CLI": f"AWS_CA_BUNDLE={files.authority}",
        "curl": f"curl --cacert {files.authority}",
        "Chromium in tests": "--ignore-certificate-errors-spki-list="
        f"{public_key_hash(files.certificate)} --user-data-dir=FOLDER",
    }
    return [
        "TLS: clients have to trust this certificate authority, which is for these hosts only:",
        f"  {files.authority}",
        *(f"  {client:<24}{setting}" for client, setting in settings.items()),
    ]


def public_key_hash(certificate: Path) -> str:
    """Return the hash of a certificate's public key, for Chromium's option (RFC 7469 2.4)."""
    from cryptography import x509  # noqa: PLC0415 - as in made_files
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415

    parsed = x509.load_pem_x509_certificate(certificate.read_bytes())
    der = parsed.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(hashlib.sha256(der).digest()).decode()


def _own_files(options: argparse.Namespace) -> TlsFiles:
    if options.certificate is None or options.key is None:
        raise TlsRefused("--certificate and --key: got one of them, expected both")
    if options.tls_folder is not None:
        raise TlsRefused("--tls-folder: got your own certificate too, expected one of the two")
    files = TlsFiles(options.certificate, options.key)
    _check(files, "--certificate, --key")
    return files


def _check(files: TlsFiles, options: str) -> None:
    """Check that the server can use the files."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(files.certificate, files.key)
    except ssl.SSLError as failure:
        raise TlsRefused(
            f"{options}: expected a certificate and its private key in PEM ({failure.reason})"
        ) from None
    except OSError as failure:
        raise TlsRefused(f"{options}: {failure.strerror}") from None


def _is_kept(files: TlsFiles, hosts: Sequence[str], now: dt.datetime) -> bool:
    """Return whether the files are complete, and the certificate can still be used."""
    if not all(path is not None and path.is_file() for path in files):
        return False
    try:
        _check(files, "--tls-folder")
    except TlsRefused:
        return False
    from .certificates import is_usable  # noqa: PLC0415 - as in made_files

    return is_usable(files.certificate.read_bytes(), hosts, now)
