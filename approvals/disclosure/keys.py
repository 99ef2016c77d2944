"""Who holds the private key that signs manifests: a file, or a service that never gives it away.

A key service or a security module is asked through a command of its own, so no vendor's library
is needed: ``aws kms sign …``, ``pkcs11-tool --sign …``, or ``openssl pkeyutl -sign …`` by hand.
"""

import hashlib
import logging
import subprocess
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificate

log = logging.getLogger(__name__)

_HALF = 32  # bytes of each of the two numbers of an ES256 signature
_SHA256 = ec.ECDSA(Prehashed(hashes.SHA256()))


class KeyUnavailable(Exception):
    """Whoever holds the key gave no signature."""


class SigningKey(Protocol):
    """A P-256 key that signs, wherever it lies."""

    def sign(self, digest: bytes) -> bytes:
        """Return the signature of a SHA-256, in DER or as its two numbers of 32 bytes.

        Raises KeyUnavailable.
        """


@dataclass(frozen=True)
class LocalKey:
    """A key in this process."""

    pem: str

    def __repr__(self) -> str:
        """Say nothing of the key: representations end in logs."""
        return "<LocalKey>"

    def sign(self, digest: bytes) -> bytes:
        """Sign with the key itself."""
        key = load_pem_private_key(self.pem.encode(), None)
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise KeyUnavailable("This is no key of an elliptic curve.")
        return key.sign(digest, _SHA256)


@dataclass(frozen=True)
class CommandKey:
    """A key that a command signs with: the digest on standard input, the signature on the other."""

    command: tuple[str, ...]
    seconds: float = 20

    def sign(self, digest: bytes) -> bytes:
        """Ask the command. Raises KeyUnavailable where it fails or takes too long."""
        try:
            done = subprocess.run(  # noqa: S603 -- the operator's own command
                self.command, input=digest, capture_output=True, timeout=self.seconds, check=True
            )
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", None) or b""
            raise KeyUnavailable(f"{error} {said[-300:].decode(errors='replace')}") from error
        return done.stdout


def signed(key: SigningKey, message: bytes, certificate_pem: str) -> bytes:
    """The ES256 signature of a message, as its two numbers (RFC 9053, 2.1), found to hold.

    What goes wrong is logged as well: the library that asks passes no exception on. Raises
    KeyUnavailable.
    """
    digest = hashlib.sha256(message).digest()
    try:
        numbers = _numbers(key.sign(digest))
        public = load_pem_x509_certificate(certificate_pem.encode()).public_key()
        if not isinstance(public, ec.EllipticCurvePublicKey):
            raise KeyUnavailable("The certificate is not of a P-256 key.")
        public.verify(encode_dss_signature(*numbers), digest, _SHA256)
    except (InvalidSignature, ValueError) as error:
        log.exception("the signature is not by the key of the certificate")
        raise KeyUnavailable("The signature is not by the key of the certificate.") from error
    except KeyUnavailable:
        log.exception("nothing was signed")
        raise
    return b"".join(number.to_bytes(_HALF) for number in numbers)


def _numbers(signature: bytes) -> tuple[int, int]:
    if len(signature) == 2 * _HALF:
        return int.from_bytes(signature[:_HALF]), int.from_bytes(signature[_HALF:])
    return decode_dss_signature(signature)
