"""Layer 4, second part: pixels and metadata into one file, before it is signed."""

import io
import struct
from collections.abc import Iterable

from PIL import ExifTags, Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.words import SOURCE_TYPES
from approvals.disclosure.xmp import description, rights

MEDIA_TYPES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
_IFD, _ASCII = 10, 2
_SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def encode(
    image: Image.Image, media_type: str, xmp: bytes, fields: DisclosureFields, *, coarser: int = 0
) -> bytes:
    """The RGB picture as a file with XMP, EXIF, an sRGB profile and, in JPEG, IPTC-IIM.

    `coarser` is taken off the quality; PNG has none. Raises ValueError for a media type outside
    MEDIA_TYPES, and where the packet is larger than a JPEG segment holds (65,502 bytes).
    """
    if media_type not in MEDIA_TYPES:
        raise ValueError(f"Pictures are published as {', '.join(MEDIA_TYPES)}, not {media_type}.")
    facts = fields.without_controls()
    out = io.BytesIO()
    image.save(
        out, MEDIA_TYPES[media_type], icc_profile=_SRGB, exif=exif(facts),
        **_options(media_type, xmp, facts, coarser),
    )  # fmt: skip
    return out.getvalue()


def _options(
    media_type: str, xmp: bytes, facts: DisclosureFields, coarser: int
) -> dict[str, object]:
    """What each format asks for; 4:4:4 and these qualities keep the label's edges crisp."""
    match media_type:
        case "image/jpeg":
            return {"quality": 92 - coarser, "subsampling": 0, "optimize": True, "xmp": xmp,
                    "extra": app13(facts)}  # fmt: skip
        case "image/png":
            info = PngInfo()
            info.add_itxt("XML:com.adobe.xmp", xmp.decode())
            return {"pnginfo": info}
        case "image/webp":
            return {"quality": 90 - coarser, "method": 4, "xmp": xmp}
        case _:
            return {"quality": 84 - coarser, "speed": 8, "subsampling": "4:4:4", "xmp": xmp}


def exif(facts: DisclosureFields) -> bytes:
    """Three texts of IFD 0 (Exif 3.0, 4.6.2), in UTF-8 as readers expect them.

    The directory does not begin at its usual place, 8: of a PNG, exiftool 12 takes it for a part
    of the manifest that begins there as well, and reads neither text.
    """
    texts = {
        ExifTags.Base.ImageDescription: description(facts),
        ExifTags.Base.Artist: "; ".join(facts.creators),
        ExifTags.Base.Copyright: rights(facts),
    }
    values = {tag: text.encode() + b"\0" for tag, text in sorted(texts.items()) if text}
    at = _IFD + 2 + 12 * len(values) + 4
    entries, rest = struct.pack(">H", len(values)), b""
    for tag, value in values.items():
        where = struct.pack(">I", at + len(rest))
        if len(value) <= len(where):
            entries += struct.pack(">HHI", tag, _ASCII, len(value)) + value.ljust(4, b"\0")
            continue
        entries += struct.pack(">HHI", tag, _ASCII, len(value)) + where
        rest += value + b"\0" * (len(value) % 2)
    head = b"MM\0*" + struct.pack(">I", _IFD)
    return b"Exif\0\0" + head.ljust(_IFD, b"\0") + entries + bytes(4) + rest


def app13(facts: DisclosureFields) -> bytes:
    """The JPEG segment with IPTC-IIM 4.2 records in a Photoshop resource block."""
    record = b"".join(_dataset(*entry) for entry in _iim(facts))
    record += b"\0" * (len(record) % 2)
    block = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(record)) + record
    content = b"Photoshop 3.0\0" + block
    return b"\xff\xed" + struct.pack(">H", len(content) + 2) + content


def _iim(facts: DisclosureFields) -> Iterable[tuple[int, int, bytes]]:
    """Record, dataset and value; texts cut to the octets that IIM allows them."""
    source = f"{SOURCE_TYPES[facts.digital_source_type]} {facts.data_mining}"
    texts = [(40, 256, source), (65, 32, facts.ai_system), (70, 10, facts.ai_version)]
    texts += [(80, 32, creator) for creator in facts.creators]
    texts += [
        (103, 32, facts.publication_id),
        (110, 32, facts.credit),
        (116, 128, rights(facts)),
        (120, 2000, description(facts)),
    ]
    yield 1, 90, b"\x1b%G"  # UTF-8
    yield 2, 0, b"\0\4"
    for number, limit, text in texts:
        if text:
            yield 2, number, _cut(text, limit)


def _cut(text: str, octets: int) -> bytes:
    return text.encode()[:octets].decode(errors="ignore").encode()


def _dataset(record: int, number: int, value: bytes) -> bytes:
    return struct.pack(">BBBH", 0x1C, record, number, len(value)) + value
