"""Signatures are time-stamped (RFC 3161) where an authority is configured; this one is ours."""

import io
import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import c2pa
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from approvals.disclosure.c2pa import Edits, ManifestSigner, reading_settings
from approvals.disclosure.certificates import Chain
from approvals.disclosure.encode import MEDIA_TYPES, encode
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.xmp import build_xmp
from tests.approvals.disclosure.conftest import pixels
from tests.approvals.disclosure.reading import read_manifest

OPENSSL = shutil.which("openssl")
pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(OPENSSL is None, reason="openssl, which stamps, is not here"),
]
CONFIGURATION = """
[tsa]
default_tsa = here
[here]
serial = {folder}/serial
signer_cert = {folder}/certificate.pem
signer_key = {folder}/key.pem
certs = {folder}/root.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
"""


class Authority(HTTPServer):
    """Answers time-stamp queries on a free port of this machine, and counts them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.folder, self.asked = folder, 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Authority

    def do_POST(self) -> None:
        folder = self.server.folder
        query = folder / "query"
        query.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
        where = ["-config", str(folder / "tsa.conf"), "-queryfile", str(query)]
        words = ["openssl", "ts", "-reply", *where]
        stamped = subprocess.run(words, capture_output=True, check=True).stdout
        self.server.asked += 1
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.end_headers()
        self.wfile.write(stamped)

    def log_message(self, *_words: Any) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The authority's certificate, issued by a root of its own, and its key."""
    folder = tmp_path_factory.mktemp("tsa")
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _nth in range(2))
    (folder / "root.pem").write_bytes(_certificate("Root", root_key, root_key, is_ca=True))
    (folder / "certificate.pem").write_bytes(_certificate("Stamps", key, root_key, is_ca=False))
    own = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "key.pem").write_bytes(own)
    (folder / "tsa.conf").write_text(CONFIGURATION.format(folder=folder))
    return folder


def _certificate(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: ec.EllipticCurvePrivateKey, *, is_ca: bool
) -> bytes:
    named, by = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, n)]) for n in (name, "Root"))
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=not is_ca, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=is_ca, crl_sign=is_ca,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    issued_by = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.public_key())
    builder = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(by)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(x509.BasicConstraints(is_ca, None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(own, critical=False)
        .add_extension(issued_by, critical=False)
    )
    if not is_ca:
        stamps = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamps, critical=True)
    return builder.sign(issuer, hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.fixture
def authority(folder: Path) -> Iterator[Authority]:
    with Authority(folder) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def sign(chain: Chain, url: str | None, facts: DisclosureFields, media_type: str) -> bytes:
    plain = encode(pixels(64, 80), media_type, build_xmp(facts), facts)
    return ManifestSigner(chain, url).sign(plain, media_type, facts, Edits(label="AI"))


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_a_signature_carries_the_authority_s_time(
    media_type: str, authority: Authority, chain: Chain, facts: DisclosureFields
) -> None:
    began = datetime.now(UTC).replace(microsecond=0)
    picture = sign(chain, authority.url, facts, media_type)
    assert authority.asked == 1
    with c2pa.Context.from_dict(reading_settings(chain.root_pem)) as context:
        store = json.loads(c2pa.Reader(media_type, io.BytesIO(picture), context=context).json())
    stamped = store["manifests"][store["active_manifest"]]["signature_info"]["time"]
    assert began <= datetime.fromisoformat(stamped) <= datetime.now(UTC)
    assert read_manifest(picture, chain.root_pem).trusted


def test_without_an_authority_nobody_is_asked(
    authority: Authority, chain: Chain, facts: DisclosureFields
) -> None:
    assert read_manifest(sign(chain, None, facts, "image/jpeg"), chain.root_pem).trusted
    assert authority.asked == 0


def test_where_the_authority_does_not_answer_nothing_is_signed(
    chain: Chain, facts: DisclosureFields
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(c2pa.C2paError):
            sign(chain, url, facts, "image/jpeg")
