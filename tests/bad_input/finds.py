"""Hostile and odd files, one of each kind, and a part of the sentence that refuses each.

Those that are taken have an empty sentence: what is odd in them is left aside.
"""

import io
import json
import struct
import zlib
from collections.abc import Callable

import c2pa
from PIL.PngImagePlugin import PngInfo

from approvals.disclosure.c2pa import Edits, build_manifest
from tests.bad_input.seeds import FACTS, saved, seeds, signed, signer, texture
from tests.portal.imaging.pictures import bomb, chunk

HUGE, DAMAGED, MORE = "megapixels", "damaged", "more metadata"
MANIFEST, CLAIM, SIGNATURE, ASSERTIONS, STORE, CBOR, JSON = (
    bytes.fromhex(f"{kind}00110010800000aa00389b71")
    for kind in ("63326d61", "6332636c", "63326373", "63326173", "63327061", "63626f72", "6a736f6e")
)

type Find = tuple[bytes, str]


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content


def superbox(label: bytes, content: bytes, kind: bytes = STORE) -> bytes:
    """A JUMBF superbox (ISO 19566-5)."""
    return box(b"jumb", box(b"jumd", kind + b"\x03" + label + b"\0") + content)


def store(claim: bytes = b"\xa0", assertion: bytes = b"") -> bytes:
    """A manifest store of one manifest, with these contents."""
    parts = superbox(b"c2pa.assertions", assertion, ASSERTIONS)
    parts += superbox(b"c2pa.claim.v2", box(b"cbor", claim), CLAIM)
    parts += superbox(b"c2pa.signature", box(b"cbor", b"\x40"), SIGNATURE)
    return superbox(b"c2pa", superbox(b"urn:c2pa:1", parts, MANIFEST))


def with_store(jumbf: bytes) -> bytes:
    """A JPEG that carries it in as many segments as it takes."""
    segments = b""
    for number, at in enumerate(range(8, len(jumbf), 64_000), start=1):
        head = b"JP" + struct.pack(">HI", 0x211, number) + jumbf[:8]
        segments += segment(0xEB, head + jumbf[at : at + 64_000])
    return with_segments(segments)


def segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content


def with_segments(segments: bytes) -> bytes:
    plain = saved(texture(), "JPEG")
    return plain[:2] + segments + plain[2:]


def with_chunks(*chunks: bytes) -> bytes:
    """A PNG with these after its header."""
    plain = saved(texture(), "PNG")
    return plain[:33] + b"".join(chunks) + plain[33:]


def with_xmp(packet: str) -> bytes:
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", packet)
    return saved(texture(), "PNG", pnginfo=info)


def nested(depth: int) -> bytes:
    boxes = b""
    for _nth in range(depth):
        boxes = superbox(b"c2pa", boxes)
    return boxes


def cyclic() -> bytes:
    """A manifest whose ingredient's ingredient is the manifest itself."""
    first = made_from(None)
    second = made_from(first)
    third = made_from(second)
    label, own = named(first), named(third)
    return third.replace(label.encode(), own.encode())


def made_from(earlier: bytes | None) -> bytes:
    """A signed picture, with the earlier one as its ingredient."""
    definition = build_manifest(FACTS, Edits(label="AI"))
    builder = c2pa.Builder(json.dumps(definition), context=signer()._context())
    if earlier:
        words = json.dumps({"title": "Earlier", "relationship": "inputTo"})
        builder.add_ingredient(words, "image/jpeg", io.BytesIO(earlier))
    out = io.BytesIO()
    builder.sign("image/jpeg", io.BytesIO(saved(texture(), "JPEG")), out)
    return out.getvalue()


def named(picture: bytes) -> str:
    return str(json.loads(c2pa.Reader("image/jpeg", io.BytesIO(picture)).json())["active_manifest"])


def resized_header(data: bytes, marker: bytes, at: int, form: str, *sides: int) -> bytes:
    """The file with other sides in its header."""
    start = data.index(marker) + at
    sized = struct.pack(form, *sides)
    return data[:start] + sized + data[start + len(sized) :]


def turning_exif() -> bytes:
    """A directory that is followed by itself, and a value that lies beyond the end."""
    entries = struct.pack("<HHII", 0x0112, 3, 1, 6) + struct.pack("<HHII", 0x010E, 2, 2**31, 2**31)
    entries += struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<HHII", 0x8825, 4, 1, 8)
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 4) + entries + struct.pack("<I", 8)


def deep_xmp() -> bytes:
    return with_xmp('<x xmlns="adobe:ns:meta/">' + "<a>" * 70_000 + "</a>" * 70_000 + "</x>")


def laughing_xmp() -> bytes:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    return with_xmp(f'<!DOCTYPE x [<!ENTITY e0 "ha">{entities}]><x>&e11;</x>')


def many_exifs() -> bytes:
    return with_segments(segment(0xE1, b"Exif\0\0" + bytes(65_000)) * 300)


def long_png_text() -> bytes:
    return with_chunks(*[chunk(b"tEXt", b"k\0" + b"x" * 1_000_000)] * 30)


def webp_chunks() -> bytes:
    plain = seeds()["webp"]
    body = plain[12:] + (b"XMP " + struct.pack("<I", 1000) + bytes(1000)) * 10_000
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


FINDS: dict[str, Callable[[], Find]] = {
    "png bomb": lambda: (bomb(50_000, 50_000), HUGE),
    "png bomb within the pixels": lambda: (bomb(8_000, 7_000), "breaks off"),
    "jpeg bomb": lambda: (
        resized_header(seeds()["jpeg progressive"], b"\xff\xc2", 5, ">HH", 65_500, 65_500), HUGE),
    "webp bomb": lambda: (
        resized_header(saved(texture("RGBA"), "WEBP", exif=turning_exif()), b"VP8X", 12, "<HBHB",
                       16_382, 0, 16_382, 0), HUGE),
    "avif bomb": lambda: (
        resized_header(seeds()["avif"], b"ispe", 8, ">II", 60_000, 60_000), DAMAGED),
    "heic bomb": lambda: (
        resized_header(seeds()["heic"], b"ispe", 8, ">II", 60_000, 60_000), HUGE),
    "text bomb": lambda: (
        with_chunks(chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(80_000_000), 9))), MORE),
    "profile bomb": lambda: (
        with_chunks(chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(80_000_000), 9))), MORE),
    "megabytes of text": lambda: (long_png_text(), ""),
    "megabytes of exif": lambda: (many_exifs(), ""),
    "ten thousand chunks": lambda: (webp_chunks(), ""),
    "ten thousand comments": lambda: (with_segments(segment(0xFE, b"x") * 10_000), ""),
    "turning exif": lambda: (saved(texture(), "JPEG", exif=turning_exif()), ""),
    "turning exif in png": lambda: (saved(texture(), "PNG", exif=turning_exif()), ""),
    "deep xmp": lambda: (deep_xmp(), ""),
    "laughing xmp": lambda: (laughing_xmp(), ""),
    "garbage records": lambda: (
        with_segments(segment(0xED, b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\xff\xff\xff\xff\x1c")),
        ""),
    "cyclic manifest": lambda: (cyclic(), ""),
    "nested manifest": lambda: (with_store(nested(5_000)), ""),
    "manifest of nothing": lambda: (with_store(store()), ""),
    "manifest nested inside": lambda: (with_store(store(b"\x81" * 2_000_000 + b"\0")), ""),
    "manifest of tags": lambda: (with_store(store(b"\xc1" * 2_000_000 + b"\0")), ""),
    "manifest of endless bytes": lambda: (with_store(store(b"\x5b" + b"\x7f" + b"\xff" * 7)), ""),
    "manifest nested in json": lambda: (
        with_store(store(b"\xa0", superbox(b"cawg.metadata", box(b"json", b"[" * 900_000), JSON))),
        ""),
    "manifest cut off": lambda: (with_store(signed("image/jpeg")[:3_000]), ""),
    "manifest of garbage": lambda: (with_store(bytes(range(256)) * 200), ""),
    "one pixel": lambda: (saved(texture(size=(1, 1)), "PNG"), ""),
    "one pixel high": lambda: (saved(texture(size=(9_000, 1)), "PNG"), ""),
    "one pixel wide": lambda: (saved(texture(size=(1, 9_000)), "JPEG"), ""),
    "sixteen bits": lambda: (seeds()["png sixteen"], ""),
    "moving": lambda: (seeds()["webp moving"], "moves"),
    "a page that says it is a picture": lambda: (b"<html><script>alert(1)</script>", "a web page"),
    "nothing": lambda: (b"", "."),
}  # fmt: skip
