"""The development signing chain: root → issuing CA → ES256 leaf, made on first use.

Production signs with a certificate from a C2PA trust list; this chain shows the whole path
without one and is never presented as trusted by anybody but this installation.
"""

import contextlib
import fcntl
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

C2PA_CLAIM_SIGNING = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
CA_LIFE = timedelta(days=3650)
LEAF_LIFE = timedelta(days=365)  # with the hour of clock skew still under 366 days
RENEW_BEFORE = timedelta(days=14)
SKEW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Chain:
    """A signing chain as PEM texts; `key_pem` is the private key of the leaf."""

    leaf_pem: str
    issuing_pem: str
    root_pem: str
    key_pem: str

    def __repr__(self) -> str:
        """Say nothing of the key: representations end in logs."""
        return "<Chain>"


def development_chain(folder: Path, *, at: datetime | None = None) -> Chain:
    """The chain kept in `folder`, made or renewed when needed.

    Processes that start at once agree on one chain through a lock, and a killed one leaves no
    half-written file. The leaf is renewed within 14 days of its end. Raises OSError if `folder`
    cannot be written.
    """
    at = at or datetime.now(UTC)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _locked(folder / "lock"):
        authority, leaf = folder / "authority.pem", folder / "leaf.pem"
        if not _lasts(authority, at + LEAF_LIFE):
            _write(authority, _make_authority(at))
            leaf.unlink(missing_ok=True)
        issuing, root, issuing_key = _split(authority)
        if not _lasts(leaf, at + RENEW_BEFORE):
            _write(leaf, _make_leaf(issuing, issuing_key, at))
        certificate, key = _split(leaf)
    return Chain(certificate, issuing, root, key)


@dataclass(frozen=True, slots=True)
class Leaf:
    """The certificate that signs: its SHA-256 in hexadecimal, when it ends, its serial number."""

    sha256: str
    ends_at: datetime
    serial: int = 0


def leaf_of(chain: Chain) -> Leaf:
    """The facts of the chain's first certificate. Raises ValueError if it is none."""
    certificate = x509.load_pem_x509_certificate(chain.leaf_pem.encode())
    return Leaf(
        certificate.fingerprint(hashes.SHA256()).hex(),
        certificate.not_valid_after_utc,
        certificate.serial_number,
    )


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600)) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _lasts(path: Path, until: datetime) -> bool:
    """Whether the first certificate in the file is valid until then; no file is no."""
    return (
        path.exists()
        and x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc > until
    )


def _write(path: Path, text: str) -> None:
    """Replace a file in one step; mkstemp makes it readable by its owner alone."""
    handle, temporary = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)


def _split(path: Path) -> list[str]:
    """The PEM blocks of a file, in order."""
    blocks = path.read_text().split("-----BEGIN ")[1:]
    return ["-----BEGIN " + block for block in blocks]


def _make_authority(at: datetime) -> str:
    """Issuing certificate, root certificate, issuing key; the key of the root is thrown away."""
    root_key, issuing_key = _key(), _key()
    name = _name("Twinset development root")
    root = _certificate(name, name, root_key, root_key, at=at, ca=1)
    issuing = _certificate(
        _name("Twinset development issuing CA"), name, issuing_key, root_key, at=at, ca=0
    )
    return _pem(issuing) + _pem(root) + _key_pem(issuing_key)


def _make_leaf(issuing_pem: str, issuing_key_pem: str, at: datetime) -> str:
    """Leaf certificate and its key."""
    issuing = x509.load_pem_x509_certificate(issuing_pem.encode())
    issuing_key = load_pem_private_key(issuing_key_pem.encode(), None)
    assert isinstance(issuing_key, ec.EllipticCurvePrivateKey)  # noqa: S101
    key = _key()
    leaf = _certificate(
        _name("Twinset development signer"), issuing.subject, key, issuing_key, at=at
    )
    return _pem(leaf) + _key_pem(key)


def _key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Twinset (development)"),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    at: datetime,
    ca: int | None = None,
) -> x509.Certificate:
    """A certificate by C2PA 2.4 §14.5.1; `ca` is the path length, None for a leaf."""
    is_ca = ca is not None
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SKEW)
        .not_valid_after(at + (CA_LIFE if is_ca else LEAF_LIFE))
        .add_extension(x509.BasicConstraints(is_ca, ca), critical=True)
        .add_extension(_usage(is_ca=is_ca), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if not is_ca:
        # c2pa-rs refuses the C2PA usage alone: emailProtection stands beside it.
        usages = x509.ExtendedKeyUsage([C2PA_CLAIM_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(usages, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _usage(*, is_ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_ca,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_ca,
        crl_sign=is_ca,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def _key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
