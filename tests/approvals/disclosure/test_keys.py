"""A key may lie where nobody can read it; whoever holds it signs when it is called back."""

import hashlib
import sys
from pathlib import Path

import c2pa
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from approvals.disclosure.c2pa import Edits, ManifestSigner
from approvals.disclosure.certificates import Chain, development_chain
from approvals.disclosure.encode import encode
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.keys import CommandKey, KeyUnavailable, LocalKey, SigningKey, signed
from approvals.disclosure.xmp import build_xmp
from tests.approvals.disclosure.conftest import pixels
from tests.approvals.disclosure.reading import read_manifest

SERVICE = """
import sys
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_pem_private_key
key = load_pem_private_key(open(sys.argv[1], "rb").read(), None)
digest = sys.stdin.buffer.read()
sys.stdout.buffer.write(key.sign(digest, ec.ECDSA(utils.Prehashed(hashes.SHA256()))))
"""


def service(chain: Chain, folder: Path) -> CommandKey:
    """A key service of its own process."""
    script, key = folder / "service.py", folder / "key.pem"
    script.write_text(SERVICE)
    key.write_text(chain.key_pem)
    return CommandKey((sys.executable, str(script), str(key)))


def without_key(chain: Chain) -> Chain:
    return Chain(chain.leaf_pem, chain.issuing_pem, chain.root_pem, "")


def sign(chain: Chain, key: SigningKey, facts: DisclosureFields) -> bytes:
    plain = encode(pixels(64, 80), "image/jpeg", build_xmp(facts), facts)
    signer = ManifestSigner(without_key(chain), key=key)
    return signer.sign(plain, "image/jpeg", facts, Edits(label="AI"))


@pytest.mark.parametrize("where", ["service", "local"])
def test_a_picture_is_signed_by_whoever_holds_the_key(
    where: str, chain: Chain, facts: DisclosureFields, tmp_path: Path
) -> None:
    key = service(chain, tmp_path) if where == "service" else LocalKey(chain.key_pem)
    assert read_manifest(sign(chain, key, facts), chain.root_pem).trusted


@pytest.mark.parametrize(
    "script", ["import sys; sys.exit(3)", "print('no signature')", "import time; time.sleep(9)"]
)
def test_where_the_service_fails_nothing_is_signed_and_why_is_logged(
    script: str, chain: Chain, facts: DisclosureFields, caplog: pytest.LogCaptureFixture
) -> None:
    key = CommandKey((sys.executable, "-c", script), seconds=2)
    with pytest.raises(c2pa.C2paError):
        sign(chain, key, facts)
    assert "signed" in caplog.text or "signature" in caplog.text


def test_a_command_that_is_not_there_signs_nothing(chain: Chain) -> None:
    with pytest.raises(KeyUnavailable, match="No such file"):
        signed(CommandKey(("/no/such/command",)), b"message", chain.leaf_pem)


def test_a_signature_by_another_key_is_not_passed_on(chain: Chain, tmp_path: Path) -> None:
    other = LocalKey(development_chain(tmp_path).key_pem)
    with pytest.raises(KeyUnavailable, match="not by the key"):
        signed(other, b"message", chain.leaf_pem)


def test_two_numbers_are_taken_as_well_as_der(chain: Chain) -> None:
    class Numbers:
        def sign(self, digest: bytes) -> bytes:
            assert digest == hashlib.sha256(b"message").digest()
            return signed(LocalKey(chain.key_pem), b"message", chain.leaf_pem)

    assert len(signed(Numbers(), b"message", chain.leaf_pem)) == 64


def test_a_key_is_not_printed(chain: Chain) -> None:
    assert load_pem_private_key(chain.key_pem.encode(), None)
    assert "PRIVATE" not in repr(LocalKey(chain.key_pem))
