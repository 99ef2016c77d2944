"""What the disclosure costs beside decoding and encoding the same pixels."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from PIL import Image

from approvals.disclosure.c2pa import ManifestSigner
from approvals.disclosure.certificates import development_chain
from approvals.disclosure.channels import CHANNELS
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.pipeline import Disclosed, Mark, disclose
from tests.bench.measured import Measured, beside

SIDES = (2000, 3000)
TIMES = 9
FLOORS: dict[str, tuple[str, dict[str, object]]] = {
    "image/jpeg": ("JPEG", {"quality": 92, "subsampling": 0, "optimize": True}),
    "image/png": ("PNG", {}),
    "image/webp": ("WEBP", {"quality": 90, "method": 4}),
    "image/avif": ("AVIF", {"quality": 84, "speed": 8, "subsampling": "4:4:4"}),
}
"""What each kind of file is encoded as, with the options of ``encode``."""


def disclosure() -> Iterator[Measured]:
    """The whole pipeline over six megapixels, without the watermark and with it.

    The floor decodes the same master and encodes the same pixels with the same options.
    """
    master = _master()
    hidden = Mark(payload=b"measured", key=bytes(range(32)))
    with TemporaryDirectory() as folder:
        signer = ManifestSigner(development_chain(Path(folder)))
        for media_type, (form, options) in FLOORS.items():
            floor = partial(_decoded_and_encoded, master, form, options)
            times = TIMES if form == "JPEG" else TIMES // 2 + 1
            for name, mark in (("disclosure_plain", None), ("disclosure_full", hidden)):
                act = partial(_disclosed, master, media_type, signer, mark)
                value, least = beside(act, floor, times)
                full_name = name if form == "JPEG" else f"{name}/{form.lower()}"
                yield Measured(name=full_name, value=value, unit="ms", floor=least, n=times)


def _disclosed(
    master: bytes, media_type: str, signer: ManifestSigner, mark: Mark | None
) -> Disclosed:
    return disclose(
        master,
        channel=replace(CHANNELS["web"], width=None, height=None),
        crop=None,
        label_corner="top-right",
        label_variant="dark",
        fields=_facts(),
        signer=signer,
        mark=mark,
        media_type=media_type,
    )


def _master() -> bytes:
    """A picture with texture and with flat places, as JPEG."""
    random = np.random.default_rng(5)
    coarse = random.integers(0, 255, (30, 20, 3), dtype=np.uint8)
    picture = Image.fromarray(coarse).resize(SIDES, Image.Resampling.BICUBIC)
    grain = random.normal(0, 6, (SIDES[1], SIDES[0], 1))
    pixels = np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=95)
    return out.getvalue()


def _decoded_and_encoded(master: bytes, form: str, options: dict[str, object]) -> None:
    with Image.open(io.BytesIO(master)) as picture:
        picture.save(io.BytesIO(), form, **options)


def _facts() -> DisclosureFields:
    return DisclosureFields(
        publication_id="measured",
        public_url="https://twinset.example/p/measured",
        brand="Nordlicht",
        licence_id="measured",
        licence_start=date(2026, 1, 1),
        licence_end=date(2026, 12, 31),
        digital_source_type="trainedAlgorithmicMedia",
        master_sha256="a" * 64,
        alt_text="A coat. This AI-generated picture shows the digital twin of a real person.",
        ai_system="Measured",
    )
