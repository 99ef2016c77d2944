"""Web push behind one small protocol: a message is encrypted for one browser and handed over.

RFC 8030 (the request), RFC 8291 (the encryption), RFC 8292 (VAPID: who sends). Whoever carries it
reads nothing of it. Only services that browsers are known to use are asked: an address comes from a
browser, and must not make this site ask anything else.
"""

import base64
import os
import re
import struct
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

import jwt
import requests
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.exceptions import LocationParseError
from urllib3.util import parse_url

PLAIN = re.compile(r"[\x21-\x5b\x5d-\x7e]+")
"""Printable, and no backslash: what every reader of an address reads alike."""
RECORD = 4096
LONGEST = 3000
"""Bytes of a message: with what is added it is one record, as RFC 8291 wants it."""
SALT_LENGTH, AUTH_LENGTH, POINT_LENGTH = 16, 16, 65
TIMEOUT_SECONDS = 10
TOKEN_SECONDS = 3600
GONE = (404, 410)
TAKEN_FROM, REFUSED_FROM, BUSY_FROM, TOO_MANY = 200, 300, 500, 429


class NotTaken(Exception):
    """A service did not take a message; ``permanent``: never; ``gone``: nobody is there now."""

    def __init__(self, why: object, *, permanent: bool, gone: bool = False) -> None:
        super().__init__(str(why) or type(why).__name__)
        self.permanent, self.gone = permanent, gone


@dataclass(frozen=True)
class Subscription:
    """Where one browser is reached, and what only it can read; in base64url as browsers say it."""

    endpoint: str
    p256dh: str
    auth: str

    def is_usable(self) -> bool:
        """Whether it is at a known service, with a point and a secret as they should be."""
        try:
            _point(decoded(self.p256dh))
            return is_push_service(self.endpoint) and len(decoded(self.auth)) == AUTH_LENGTH
        except (ValueError, UnsupportedAlgorithm):
            return False


def is_push_service(endpoint: str) -> bool:
    """Say whether the address is at one of ``PUSH_SERVICES``, over TLS at the usual port.

    What two programs could read differently is none: it would lead elsewhere than was looked at.
    """
    if not PLAIN.fullmatch(endpoint):
        return False
    try:
        parts, connects_to = urlsplit(endpoint), parse_url(_as_asked(endpoint))
        host, port = parts.hostname or "", parts.port
    except (ValueError, requests.RequestException, LocationParseError):
        return False
    if "@" in parts.netloc or (connects_to.host, connects_to.port) != (host, port):
        return False
    if parts.scheme == "http":
        return f"http://{host}" in settings.PUSH_SERVICES
    known = any(
        host == each or (each.startswith(".") and host.endswith(each))
        for each in settings.PUSH_SERVICES
    )
    return parts.scheme == "https" and port in (None, 443) and known


def hand_over(message: bytes, to: Subscription, *, topic: str, seconds: int) -> None:
    """Give a message to the browser's service, to be kept for so many seconds. Raises ``NotTaken``.

    A second one of the same ``topic`` takes the place of the first, where that still waits.
    """
    if not is_push_service(to.endpoint):
        raise NotTaken("This is no push service that is known.", permanent=True)
    headers = {
        "Authorization": f"vapid t={_token(to.endpoint)}, k={public_key()}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(seconds),
        "Topic": topic,
        "Urgency": "normal",
    }
    body = encrypted(message, to, ec.generate_private_key(ec.SECP256R1()), os.urandom(SALT_LENGTH))
    try:
        with _session() as session:
            answer = session.post(
                to.endpoint,
                data=body,
                headers=headers,
                timeout=TIMEOUT_SECONDS,
                allow_redirects=False,
                stream=True,  # nobody reads what it says
            )
            answer.close()
    except requests.RequestException as away:
        raise NotTaken(type(away).__name__, permanent=False) from away
    _check(answer.status_code)


def encrypted(
    message: bytes, to: Subscription, key: ec.EllipticCurvePrivateKey, salt: bytes
) -> bytes:
    """Return the one record that RFC 8291 makes of a message, with its header (RFC 8188, 2.1)."""
    if len(message) > LONGEST:
        raise NotTaken("This message is too long.", permanent=True)
    theirs, ours = decoded(to.p256dh), _written(key.public_key())
    shared = key.exchange(ec.ECDH(), _point(theirs))
    secret = _derived(shared, decoded(to.auth), b"WebPush: info\0" + theirs + ours, 32)
    content_key = _derived(secret, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derived(secret, salt, b"Content-Encoding: nonce\0", 12)
    record = AESGCM(content_key).encrypt(nonce, message + b"\x02", None)
    return salt + struct.pack("!IB", RECORD, len(ours)) + ours + record


def is_set_up() -> bool:
    """Say whether there is a key with which this site says who it is."""
    return bool(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """Return the point of ``VAPID_PRIVATE_KEY``, as browsers are given it."""
    return public_key_of(settings.VAPID_PRIVATE_KEY)


def public_key_of(private: str) -> str:
    """Return the point that belongs to a key of ``new_key``."""
    return encoded(_written(_read(private).public_key()))


def new_key() -> str:
    """Return a new private key for ``VAPID_PRIVATE_KEY``."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encoded(number.to_bytes(32))


def encoded(data: bytes) -> str:
    """Return base64url without its padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """Return the bytes of base64url, with padding or without. Raises ``ValueError``."""
    bare = text.rstrip("=")
    padded = bare + "=" * (-len(bare) % 4)
    return base64.b64decode(padded, altchars=b"-_", validate=True)


def _as_asked(endpoint: str) -> str:
    """The address as the program that connects writes it down for itself."""
    return requests.Request("POST", endpoint).prepare().url or ""


def _check(status: int) -> None:
    if TAKEN_FROM <= status < REFUSED_FROM:
        return
    busy = status >= BUSY_FROM or status == TOO_MANY
    raise NotTaken(f"answered {status}", permanent=not busy, gone=status in GONE)


def _session() -> requests.Session:
    """One that asks nothing but the address itself: no proxy of the machine, no password of it."""
    session = requests.Session()
    session.trust_env = False
    session.mount("https://", HTTPAdapter(max_retries=0))
    return session


def _token(endpoint: str) -> str:
    parts = urlsplit(endpoint)
    claims = {
        "aud": f"{parts.scheme}://{parts.netloc}",
        "exp": int(time.time()) + TOKEN_SECONDS,
        "sub": f"mailto:{settings.SUPPORT_EMAIL}" if settings.SUPPORT_EMAIL else settings.SITE_URL,
    }
    return jwt.encode(claims, _key(), algorithm="ES256")


def _key() -> ec.EllipticCurvePrivateKey:
    return _read(settings.VAPID_PRIVATE_KEY)


def _read(private: str) -> ec.EllipticCurvePrivateKey:
    number = int.from_bytes(decoded(private))
    return ec.derive_private_key(number, ec.SECP256R1())


def _point(data: bytes) -> ec.EllipticCurvePublicKey:
    if len(data) != POINT_LENGTH:
        raise ValueError("This is no point of the curve.")
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), data)


def _written(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)
