"""The signer of this installation: a development chain of its own, or the operator's files."""

from functools import cache
from pathlib import Path

from django.conf import settings

from approvals.disclosure.c2pa import ManifestSigner
from approvals.disclosure.certificates import Chain, development_chain


def chain() -> Chain:
    """Return the certificates and the key that publications are signed with now."""
    if is_for_development():
        return development_chain(settings.CERTIFICATES_DIR)
    certificates = Path(settings.C2PA_CERTIFICATE).read_text(encoding="utf-8")
    leaf, issuing, root = _split(certificates)
    key = Path(settings.C2PA_PRIVATE_KEY).read_text(encoding="utf-8")
    return Chain(leaf_pem=leaf, issuing_pem=issuing, root_pem=root, key_pem=key)


@cache
def _signer(of: Chain, tsa_url: str) -> ManifestSigner:
    return ManifestSigner(of, tsa_url or None)


def signer() -> ManifestSigner:
    """Return the signer; a changed certificate makes a new one without a restart."""
    return _signer(chain(), settings.C2PA_TSA_URL)


def is_for_development() -> bool:
    """Say whether we sign with a chain of our own making, which proves nothing to anybody else."""
    return not settings.C2PA_CERTIFICATE


def trust_root() -> str:
    """Return the root certificate (PEM) by which our own signatures are known."""
    return chain().root_pem


def _split(pem: str) -> tuple[str, str, str]:
    """The leaf, the issuing and the root certificate, in the order of the file."""
    end = "-----END CERTIFICATE-----"
    leaf, issuing, root = (part.strip() + "\n" + end + "\n" for part in pem.split(end)[:3])
    return leaf, issuing, root
