"""One chain for the whole run, one synthetic master, one publication's facts."""

import io
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from PIL import Image

from approvals.disclosure.c2pa import ManifestSigner
from approvals.disclosure.certificates import Chain, development_chain
from approvals.disclosure.channels import CHANNELS
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.pipeline import Disclosed, disclose


class Publish(Protocol):
    """Disclose the master for a channel, instagram-feed unless said otherwise."""

    def __call__(
        self,
        *,
        channel: str = ...,
        media_type: str = ...,
        fields: DisclosureFields | None = ...,
    ) -> Disclosed: ...


def pixels(width: int, height: int, seed: int = 1) -> Image.Image:
    """Soft blobs with a little grain: enough structure for a perceptual hash."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (9, 7, 3), dtype=np.uint8))
    smooth = np.asarray(coarse.resize((width, height), Image.Resampling.BICUBIC), dtype=np.int16)
    grain = rng.integers(-6, 7, (height, width, 1), dtype=np.int16)
    return Image.fromarray((smooth + grain).clip(0, 255).astype(np.uint8))


def saved(image: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Chain:
    folder: Path = tmp_path_factory.mktemp("chain")
    return development_chain(folder)


@pytest.fixture(scope="session")
def signer(chain: Chain) -> ManifestSigner:
    return ManifestSigner(chain)


@pytest.fixture(scope="session")
def master() -> bytes:
    return saved(pixels(432, 540), quality=95)


@pytest.fixture(scope="session")
def facts() -> DisclosureFields:
    return DisclosureFields(
        publication_id="pub-1",
        public_url="https://twinset.example/p/pub-1",
        brand="Söhne & <Döttrar>",
        licence_id="LIC-1",
        licence_start=date(2026, 11, 1),
        licence_end=date(2027, 10, 31),
        digital_source_type="trainedAlgorithmicMedia",
        master_sha256="a" * 64,
        alt_text="Mila in a green coat.",
        regions=("SE", "FR"),
        media=("social",),
        usage_terms="No <ads>\x00 & no resale.",
        creators=("Åsa Öberg", "Éric Maß"),
        credit="Photo: Åsa Öberg",
        ai_system="Atelier",
        ai_version="3.1",
        prompt_writer="Atelier Zwei",
        model_release_id="REL-1",
        twin_name="Mila",
        approval_url="https://twinset.example/a/1",
        approval_sha256="b" * 64,
        reference_sha256s=("c" * 64, "d" * 64),
        garment_sha256s=("e" * 64,),
        placed_garments=True,
    )


@pytest.fixture
def publish(master: bytes, facts: DisclosureFields, signer: ManifestSigner) -> Publish:
    def run(
        *,
        channel: str = "instagram-feed",
        media_type: str = "image/jpeg",
        fields: DisclosureFields | None = None,
    ) -> Disclosed:
        return disclose(
            master,
            channel=CHANNELS[channel],
            crop=None,
            label_corner="top-right",
            label_variant="dark",
            fields=fields or facts,
            signer=signer,
            media_type=media_type,
        )

    return run
