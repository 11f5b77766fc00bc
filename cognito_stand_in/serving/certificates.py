"""Make a certificate for this machine, and the certificate authority that signs it (RFC 5280)."""

from __future__ import annotations

import datetime as dt
import ipaddress
from typing import TYPE_CHECKING, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Sequence

# Browsers accept no longer lifetimes.
LIFETIME = dt.timedelta(days=397)
# For machines whose clocks differ a little.
_EARLIER = dt.timedelta(hours=1)


class MadeCertificate(NamedTuple):
    """A certificate, its key and its certificate authority, in PEM."""

    authority: bytes
    certificate: bytes
    key: bytes


def make_certificate(hosts: Sequence[str], now: dt.datetime) -> MadeCertificate:
    """Make a certificate authority and a certificate that it has signed.

    The authority's key is dropped, and its name constraints allow only these hosts: whoever trusts
    it trusts nothing else.

    Args:
        hosts: The host names and IP addresses of the certificate.
        now: The time.
    """
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    # Not two authorities with one name: browsers keep the ones that they have seen.
    number = x509.random_serial_number()
    authority_name = _name(f"Local Cognito stand-in {number:x}"[:64])
    names = [_general_name(host) for host in hosts]
    authority = _authority(authority_name, authority_key, names, now)
    usage = _usage(digital_signature=True)
    server = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    certificate = (
        _builder(_name(hosts[0]), authority_name, key, now)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(server, critical=False)
        .add_extension(issuer, critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    return MadeCertificate(
        authority.public_bytes(serialization.Encoding.PEM),
        certificate.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def is_usable(certificate: bytes, hosts: Sequence[str], now: dt.datetime) -> bool:
    """Return whether a certificate is for exactly these hosts, and valid for another week.

    Args:
        certificate: The certificate in PEM.
        hosts: The host names and IP addresses.
        now: The time.
    """
    try:
        parsed = x509.load_pem_x509_certificate(certificate)
        extension = parsed.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (ValueError, x509.ExtensionNotFound):
        return False
    same = list(extension.value) == [_general_name(host) for host in hosts]
    return same and now + dt.timedelta(days=7) < parsed.not_valid_after_utc


def _authority(
    name: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    names: Sequence[x509.GeneralName],
    now: dt.datetime,
) -> x509.Certificate:
    permitted = [_constraint(one) for one in names]
    constraints = x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None)
    return (
        _builder(name, name, key, now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True), critical=True)
        .add_extension(constraints, critical=True)
        .sign(key, hashes.SHA256())
    )


def _builder(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, now: dt.datetime
) -> x509.CertificateBuilder:
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder(issuer_name=issuer, subject_name=name, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _EARLIER)
        .not_valid_after(now + LIFETIME)
        .add_extension(identifier, critical=False)
    )


def _usage(*, digital_signature: bool = False, key_cert_sign: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        key_cert_sign=key_cert_sign,
        crl_sign=key_cert_sign,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _general_name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return x509.DNSName(host)


def _constraint(name: x509.GeneralName) -> x509.GeneralName:
    if isinstance(name, x509.IPAddress):
        return x509.IPAddress(ipaddress.ip_network(name.value))
    return name
