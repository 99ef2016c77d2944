"""What a picture says of itself, one layer at a time."""

import io

from PIL import Image

from approvals.disclosure.c2pa import ManifestFinding
from approvals.disclosure.inspect import inspect
from approvals.disclosure.xmp import Value, parse_xmp


def read_manifest(picture: bytes, root_pem: str | None) -> ManifestFinding:
    return inspect(picture, root_pem).manifest


def read_xmp(picture: bytes) -> dict[str, Value]:
    with Image.open(io.BytesIO(picture)) as image:
        image.load()  # PNG chunks may stand after the pixels
        packet = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    return parse_xmp(packet.encode() if isinstance(packet, str) else packet)
