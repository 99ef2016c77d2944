"""Small whole files of every kind that people send, from which broken ones are made."""

import io
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pillow_heif
from PIL import Image, ImageCms

from approvals.disclosure.c2pa import Edits, ManifestSigner
from approvals.disclosure.certificates import development_chain
from approvals.disclosure.encode import encode
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.xmp import build_xmp
from tests.portal.imaging.pictures import telling_exif

pillow_heif.register_heif_opener()

FACTS = DisclosureFields(
    publication_id="pub-1",
    public_url="https://twinset.example/p/pub-1",
    brand="Nordlicht",
    licence_id="LIC-1",
    licence_start=None,
    licence_end=None,
    digital_source_type="trainedAlgorithmicMedia",
    master_sha256="a" * 64,
    alt_text="A coat.",
)
SIGNED = {"jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "avif": "image/avif"}


def texture(mode: str = "RGB", size: tuple[int, int] = (120, 96)) -> Image.Image:
    """Something of every frequency."""
    return Image.effect_noise(size, 60).convert("RGB").convert(mode)


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


@cache
def signer() -> ManifestSigner:
    return ManifestSigner(development_chain(Path(mkdtemp())))


def signed(media_type: str) -> bytes:
    """A picture with XMP, EXIF, IPTC-IIM where there is that, and a C2PA manifest."""
    plain = encode(texture(), media_type, build_xmp(FACTS), FACTS)
    return signer().sign(plain, media_type, FACTS, Edits(label="AI"))


def odd_sixteen_bits() -> Image.Image:
    return Image.new("I;16", (120, 96), 40_000)


@cache
def seeds() -> dict[str, bytes]:
    """The files by name."""
    still, other = texture(), texture()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = telling_exif(orientation=6, thumbnail=saved(texture(size=(24, 16)), "JPEG"))
    whole = {
        "jpeg": saved(still, "JPEG", exif=exif, icc_profile=srgb, comment=b"Mila"),
        "jpeg progressive": saved(still, "JPEG", progressive=True, quality=40),
        "jpeg cmyk": saved(texture("CMYK"), "JPEG"),
        "jpeg grey": saved(texture("L"), "JPEG", exif=exif),
        "jpeg mpo": saved(still, "MPO", save_all=True, append_images=[other]),
        "png": saved(still, "PNG", exif=exif, icc_profile=srgb),
        "png palette": saved(texture("P"), "PNG", transparency=3),
        "png sixteen": saved(odd_sixteen_bits(), "PNG"),
        "png one bit": saved(texture("1"), "PNG"),
        "png alpha": saved(texture("RGBA"), "PNG"),
        "png moving": saved(still, "PNG", save_all=True, append_images=[other]),
        "webp": saved(still, "WEBP", exif=exif, icc_profile=srgb),
        "webp lossless": saved(texture("RGBA"), "WEBP", lossless=True),
        "webp moving": saved(still, "WEBP", save_all=True, append_images=[other]),
        "avif": saved(still, "AVIF", exif=exif, speed=10),
        "avif moving": saved(still, "AVIF", save_all=True, append_images=[other], speed=10),
        "heic": saved(still, "HEIF", exif=exif),
    }
    return whole | {f"{name} signed": signed(kind) for name, kind in SIGNED.items()}
