"""TLS: the certificate that is made at the start, one's own, and what follows from https."""

import argparse
import datetime as dt
import os
import signal
import socket
import ssl
import stat
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from cryptography import x509

from cognito_stand_in import FakeCognito, SimpleBrowser, example_pool
from cognito_stand_in.control.client import send_command
from cognito_stand_in.serving.certificates import LIFETIME, make_certificate
from cognito_stand_in.serving.tls import (
    TlsFiles,
    TlsRefused,
    add_tls_options,
    made_files,
    public_key_hash,
    tls_files,
    tls_lines,
)
from tests.contract.app import ADA, ADA_PASSWORD, App
from tests.support.ports import consecutive_ports
from tests.unit.stand_in.test_main import printed, running

HOSTS = ["localhost", "127.0.0.1", "[::1]"]
NOW = dt.datetime.now(dt.UTC)


def parsed(*options: str) -> argparse.Namespace:
    """Parse the options of TLS."""
    parser = argparse.ArgumentParser()
    add_tls_options(parser)
    return parser.parse_args(options)


def strict_context(authority: Path | None) -> ssl.SSLContext:
    """Return a context that checks certificates as strictly as OpenSSL can."""
    context = ssl.create_default_context(cafile=authority)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    return context


def test_both_origins_are_served_over_tls(tmp_path: Path) -> None:
    """With a certificate that the printed authority vouches for, strictly checked."""
    port, folder = consecutive_ports(2), tmp_path / "tls"
    options = ["--port", str(port), "--tls-folder", str(folder)]
    with running(tmp_path, *options) as process:
        text = printed(process)
        authority = folder / "ca.pem"
        assert f"NODE_EXTRA_CA_CERTS={authority}\n" in text
        context = strict_context(authority)
        issuer = f"https://localhost:{port + 1}/eu-west-1_StandIn01"
        assert f"issuer                  {issuer}\n" in text
        for host in ("localhost", "127.0.0.1"):
            place = f"https://{host}:{port + 1}/eu-west-1_StandIn01"
            url = f"{place}/.well-known/openid-configuration"
            document = httpx.get(url, verify=context).json()
            assert document["issuer"] == issuer
            assert document["token_endpoint"] == f"https://localhost:{port}/oauth2/token"
        assert httpx.get(f"https://localhost:{port}/error", verify=context).status_code == 400
        with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
            httpx.get(f"https://localhost:{port}/error")


def test_it_stops_at_once_in_spite_of_open_connections(tmp_path: Path) -> None:
    """Browsers open connections in advance, and do not answer when TLS ends on those."""
    port, folder = consecutive_ports(2), tmp_path / "tls"
    options = ["--port", str(port), "--tls-folder", str(folder), "--fault", "dropped-connection"]
    options += ["--control-port", "0"]
    with running(tmp_path, *options) as process, ExitStack() as connections:
        printed(process)
        context = strict_context(folder / "ca.pem")
        for _ in range(2):
            plain = connections.enter_context(socket.create_connection(("127.0.0.1", port)))
            secured = context.wrap_socket(plain, server_hostname="localhost")
            connections.enter_context(secured)
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.post(f"https://localhost:{port}/oauth2/token", verify=context)
        # Control has no TLS, and stops too.
        assert "ada@example.com" in send_command(port, ["users"])
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=5)[1] == ""
        assert process.returncode == 0


def test_a_temporary_folder_ends_with_the_stand_in() -> None:
    """--tls alone leaves nothing."""
    with ExitStack() as stack:
        files = tls_files(parsed("--tls"), stack, HOSTS)
        assert files is not None
        assert files.authority is not None
        assert files.authority.is_file()
    assert not files.authority.parent.exists()


def test_without_options_there_is_no_tls() -> None:
    """Nothing is made and nothing printed."""
    with ExitStack() as stack:
        assert tls_files(parsed(), stack, HOSTS) is None
    assert tls_lines(None) == []


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_only_the_owner_can_read_the_key(tmp_path: Path) -> None:
    """Whatever the umask is."""
    before = os.umask(0)
    try:
        files = made_files(tmp_path / "tls", HOSTS, NOW)
    finally:
        os.umask(before)
    assert stat.S_IMODE(files.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(files.key.parent.stat().st_mode) == 0o700


def test_a_kept_certificate_is_used_again(tmp_path: Path) -> None:
    """Until a week before its end, for the same hosts, and while the files are whole."""
    first = made_files(tmp_path, HOSTS, NOW)
    known = first.certificate.read_bytes()

    def again(hosts: list[str], now: dt.datetime) -> bytes:
        return made_files(tmp_path, hosts, now).certificate.read_bytes()

    assert again(HOSTS, NOW + LIFETIME - dt.timedelta(days=8)) == known
    renewed = again(HOSTS, NOW + LIFETIME - dt.timedelta(days=7))
    assert renewed != known
    other = again([*HOSTS, "host.docker.internal"], NOW)
    assert other != renewed
    for name in ("certificate.pem", "key.pem"):
        (tmp_path / name).write_text("damaged")
        whole = again(HOSTS, NOW)
        assert b"BEGIN CERTIFICATE" in whole
        assert whole != other
        other = whole
    (tmp_path / "ca.pem").unlink()
    assert again(HOSTS, NOW) != other


def test_the_authority_vouches_for_these_hosts_only() -> None:
    """By name constraints, which clients enforce."""
    made = make_certificate(HOSTS, NOW)
    authority = x509.load_pem_x509_certificate(made.authority)
    found = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert found.critical
    permitted = [str(one.value) for one in found.value.permitted_subtrees or ()]
    assert permitted == ["localhost", "127.0.0.1/32", "::1/128"]
    certificate = x509.load_pem_x509_certificate(made.certificate)
    certificate.verify_directly_issued_by(authority)
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(one.value) for one in names] == ["localhost", "127.0.0.1", "::1"]


def test_two_authorities_are_told_apart() -> None:
    """By their names, because clients keep those that they have seen."""
    one, other = (
        x509.load_pem_x509_certificate(make_certificate(HOSTS, NOW).authority) for _ in range(2)
    )
    assert one.subject != other.subject


def test_ones_own_certificate(tmp_path: Path) -> None:
    """It is served as it is, and nothing is printed about trust."""
    files = made_files(tmp_path, HOSTS, NOW)
    given = ["--certificate", str(files.certificate), "--key", str(files.key)]
    with ExitStack() as stack:
        own = tls_files(parsed(*given), stack, HOSTS)
    assert own is not None
    assert own == TlsFiles(files.certificate, files.key)
    assert tls_lines(own) == []
    port = consecutive_ports(2)
    with running(tmp_path / "copy", *given, "--port", str(port)) as process:
        assert "NODE_EXTRA_CA_CERTS" not in printed(process)
        context = strict_context(files.authority)
        assert httpx.get(f"https://localhost:{port}/error", verify=context).status_code == 400


def test_files_that_cannot_be_used(tmp_path: Path) -> None:
    """The message names the option, and what was expected."""
    made = made_files(tmp_path / "made", HOSTS, NOW)
    other = made_files(tmp_path / "other", HOSTS, NOW)
    certificate, key = str(made.certificate), str(made.key)
    taken = tmp_path / "taken"
    taken.write_text("")
    wrong = {
        ("--certificate", certificate): "expected both",
        ("--key", key): "expected both",
        ("--certificate", certificate, "--key", str(other.key)): "its private key in PEM",
        ("--certificate", key, "--key", key): "expected a certificate",
        ("--certificate", str(tmp_path / "none"), "--key", key): "No such file",
        ("--certificate", certificate, "--key", key, "--tls-folder", "x"): "one of the two",
        ("--tls-folder", str(taken)): "--tls-folder: ",
    }
    for options, message in wrong.items():
        with ExitStack() as stack, pytest.raises(TlsRefused, match=message):
            tls_files(parsed(*options), stack, HOSTS)


def test_the_hash_of_the_key_is_chromiums(tmp_path: Path) -> None:
    """Base64 of SHA-256, as its option takes it; tests/clients shows that it works."""
    files = made_files(tmp_path, HOSTS, NOW)
    line = f"--ignore-certificate-errors-spki-list={public_key_hash(files.certificate)} "
    assert any(line in one for one in tls_lines(files))
    assert len(public_key_hash(files.certificate)) == 44


@pytest.mark.parametrize(
    ("domain", "is_strict"),
    [
        ("https://sign-in.example", True),
        ("https://localhost:8001", False),
        ("https://app.localhost", False),
        ("http://sign-in.example", False),
    ],
)
def test_headers_and_cookies_follow(domain: str, *, is_strict: bool) -> None:
    """Cookies are `Secure`, and only hosts that have a name of their own are for TLS only."""
    cognito = FakeCognito(example_pool(domain=domain))
    browser = SimpleBrowser(cognito)
    response = browser.http.get(App(cognito).url("/login"))
    assert ("strict-transport-security" in response.headers) == is_strict
    cookies = response.headers.get_list("set-cookie")
    assert cookies
    is_secure = domain.startswith("https:")
    assert all(("secure" in cookie.lower().split("; ")) == is_secure for cookie in cookies)
    callback = browser.sign_in(f"{domain}{App(cognito).url()}", ADA, ADA_PASSWORD)
    assert "code=" in callback
