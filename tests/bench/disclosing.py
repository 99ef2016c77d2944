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
from approvals.disclosure.pipeline import Mark, disclose
from tests.bench.measured import Measured, milliseconds

SIDES = (2000, 3000)
TIMES = 5


def disclosure() -> Iterator[Measured]:
    """The whole pipeline over six megapixels, without the watermark and with it."""
    master = _master()
    floor = milliseconds(partial(_decoded_and_encoded, master), TIMES)
    mark = Mark(payload=b"measured", key=bytes(range(32)))
    with TemporaryDirectory() as folder:
        signer = ManifestSigner(development_chain(Path(folder)))
        for name, hidden in (("disclosure_plain", None), ("disclosure_full", mark)):
            act = partial(
                disclose,
                master,
                channel=replace(CHANNELS["web"], width=None, height=None),
                crop=None,
                label_corner="top-right",
                label_variant="dark",
                fields=_facts(),
                signer=signer,
                mark=hidden,
                media_type="image/jpeg",
            )
            yield Measured(
                name=name, value=milliseconds(act, TIMES), unit="ms", floor=floor, n=TIMES
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


def _decoded_and_encoded(master: bytes) -> None:
    with Image.open(io.BytesIO(master)) as picture:
        picture.save(io.BytesIO(), "JPEG", quality=92, subsampling=0, optimize=True)


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
