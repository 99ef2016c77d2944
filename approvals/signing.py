"""The signer of this installation: a development chain of its own, or the operator's."""

import shlex
from functools import cache
from pathlib import Path

from cryptography import x509
from django.conf import settings
from django.utils.translation import gettext as _

from approvals.disclosure.c2pa import ManifestSigner
from approvals.disclosure.certificates import Chain, development_chain, leaf_of
from approvals.disclosure.keys import CommandKey
from portal.errors import Conflict


def chain() -> Chain:
    """Return the certificates and the key that publications are signed with now."""
    if is_for_development():
        return development_chain(settings.CERTIFICATES_DIR)
    leaf, issuing, root = _split(_pem(settings.C2PA_CERTIFICATE))
    key = "" if settings.C2PA_SIGN_COMMAND else _pem(settings.C2PA_PRIVATE_KEY)
    return Chain(leaf_pem=leaf, issuing_pem=issuing, root_pem=root, key_pem=key)


@cache
def _signer(of: Chain, tsa_url: str, command: str) -> ManifestSigner:
    key = CommandKey(tuple(shlex.split(command))) if command else None
    return ManifestSigner(of, tsa_url or None, key)


def signer() -> ManifestSigner:
    """Return the signer; a changed certificate makes a new one without a restart.

    Raises ``Conflict`` where that certificate was revoked: nothing more is signed with it.
    """
    own = chain()
    if leaf_of(own).serial in revoked():
        raise Conflict(_("The certificate that signs here was revoked."))
    command = "" if is_for_development() else settings.C2PA_SIGN_COMMAND
    return _signer(own, settings.C2PA_TSA_URL, command)


def revoked() -> frozenset[int]:
    """Return the serial numbers on the operator's revocation lists, as they are now (RFC 5280)."""
    if not settings.C2PA_CRL:
        return frozenset()
    lists = _blocks(_pem(settings.C2PA_CRL))
    found = (x509.load_pem_x509_crl(each.encode()) for each in lists)
    return frozenset(entry.serial_number for each in found for entry in each)


def is_for_development() -> bool:
    """Say whether we sign with a chain of our own making, which proves nothing to anybody else."""
    return not settings.C2PA_CERTIFICATE


def trust_root() -> str:
    """Return the root certificate (PEM) by which our own signatures are known."""
    return chain().root_pem


def _pem(value: str) -> str:
    """The text of a setting that holds it, or names the file that does."""
    return value if value.startswith("-----BEGIN ") else Path(value).read_text(encoding="utf-8")


def _split(pem: str) -> tuple[str, str, str]:
    """The leaf, the issuing and the root certificate, in the order of the file."""
    leaf, issuing, root = _blocks(pem)[:3]
    return leaf, issuing, root


def _blocks(pem: str) -> list[str]:
    """The PEM blocks of a text, in order."""
    return ["-----BEGIN " + block for block in pem.split("-----BEGIN ")[1:]]
