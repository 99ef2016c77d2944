"""What a file is, told by its first bytes; its name and declared type count for nothing."""

from portal.wording import mark
from portal.wording import say as _

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
HEIC, AVIF = "image/heic", "image/avif"

_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
)
_OTHERS = (
    (b"GIF8", mark("a GIF")),
    (b"%PDF-", mark("a PDF")),
    (b"%!PS", mark("a PostScript file")),
    (b"II*\0", mark("a TIFF or a camera's raw file")),
    (b"MM\0*", mark("a TIFF or a camera's raw file")),
    (b"8BPS", mark("a Photoshop file")),
    (b"BM", mark("a Windows bitmap")),
    (b"\0\0\x01\0", mark("an icon")),
    (b"\xff\x0a", mark("a JPEG XL")),
    (b"\0\0\0\x0cJXL ", mark("a JPEG XL")),
    (b"\0\0\0\x0cjP  ", mark("a JPEG 2000")),
    (b"PK\x03\x04", mark("a ZIP archive or an office document")),
    (b"\x1f\x8b", mark("a compressed archive")),
    (b"Rar!", mark("a RAR archive")),
    (b"7z\xbc\xaf", mark("a 7-Zip archive")),
    (b"\x1aE\xdf\xa3", mark("a video")),
    (b"MZ", mark("a program")),
    (b"\x7fELF", mark("a program")),
)


def sniff(data: bytes) -> str | None:
    """Return the media type of a picture that we take, or ``None`` for everything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    brands = _brands(data)
    if brands & _AVIF_BRANDS:
        return AVIF
    return HEIC if brands & _HEIC_BRANDS else None


def describe(data: bytes) -> str:
    """Return what a file is that ``sniff`` does not know: "a PDF" in her language, or ""."""
    for magic, name in _OTHERS:
        if data.startswith(magic):
            return _(name)
    if _brands(data):
        return _("a video")
    return _describe_text(data[:4096])


def is_lossless(data: bytes) -> bool:
    """Say whether these pixels were stored exactly: a PNG, or a WebP with a VP8L chunk."""
    if sniff(data) != WEBP:
        return sniff(data) == PNG
    at = 12
    while at + 8 <= len(data):
        if data[at : at + 4] in (b"VP8 ", b"VP8L"):
            return data[at : at + 4] == b"VP8L"
        size = _little(data[at + 4 : at + 8])
        at += 8 + size + size % 2
    return False


def _brands(data: bytes) -> frozenset[bytes]:
    """Return major and compatible brands of an ISO base media file (ISO/IEC 14496-12, 4.3)."""
    if data[4:8] != b"ftyp":
        return frozenset()
    end = min(int.from_bytes(data[:4], "big"), len(data), 512)
    return frozenset({data[8:12], *(data[at : at + 4] for at in range(16, end, 4))})


def _describe_text(head: bytes) -> str:
    words = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<svg" in words:
        return _("an SVG drawing")
    if words.startswith((b"<!doctype html", b"<html", b"<script", b"<body")):
        return _("a web page")
    return _("a text") if _is_text(head) else ""


def _is_text(head: bytes) -> bool:
    text = head.decode("utf-8", "ignore")
    return len(text.encode()) > len(head) - 4 and all(c.isprintable() or c.isspace() for c in text)


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")
