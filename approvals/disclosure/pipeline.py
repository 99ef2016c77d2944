"""The layers of disclosure in the order in which they are applied (DISCLOSURE §3)."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

from approvals.disclosure.c2pa import Edits, ManifestSigner
from approvals.disclosure.certificates import Leaf
from approvals.disclosure.channels import Channel
from approvals.disclosure.encode import encode
from approvals.disclosure.fields import DisclosureFields
from approvals.disclosure.fingerprint import looks
from approvals.disclosure.label import Box, Corner, Label, Variant, put_label
from approvals.disclosure.rendition import FULL_FRAME, CropBox, default_crop, render, upright
from approvals.disclosure.watermark import can_carry, embed
from approvals.disclosure.words import label_text, mark_for
from approvals.disclosure.xmp import build_xmp

COARSER = (0, 7, 14, 24, 36)
"""How much of the quality is given up, step by step, where a channel takes only so many bytes."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A picture ready to be published: its bytes and what the registry keeps of it.

    `sha256` is of the bytes, `fingerprint` of the pixels that were encoded, `windows` of two parts
    of them that copies are often cut down to; sizes and
    `label_box` in pixels; `signed_with` is the certificate.
    """

    picture: bytes
    media_type: str
    sha256: str
    width: int
    height: int
    fingerprint: bytes
    label_box: Box
    crop: CropBox
    signed_with: Leaf
    windows: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Eight bytes to hide in the pixels, and the key of the deployment."""

    payload: bytes
    key: bytes

    def __repr__(self) -> str:
        """Say nothing of the key: representations end in logs."""
        return f"<Mark {self.payload.hex()}>"


def disclose(
    master: bytes,
    *,
    channel: Channel,
    crop: CropBox | None,
    label_corner: Corner,
    label_variant: Variant,
    fields: DisclosureFields,
    signer: ManifestSigner,
    mark: Mark | None = None,
    language: str = "en",
    media_type: str | None = None,
) -> Disclosed:
    """The approved master as the channel's picture, labelled, described and signed.

    `crop` None takes the channel's default, `media_type` None the channel's own. A picture
    too small or too narrow to carry a mark has none, and does not say that it has. Raises
    ValueError for a crop, source type, media type or byte limit that cannot be, OSError for a
    master that is no picture, c2pa.C2paError if signing fails: then nothing is published.
    """
    with Image.open(io.BytesIO(master)) as opened:
        whole = upright(opened)
    crop = crop or default_crop(whole.size, channel)
    rendition = render(whole, channel, crop)
    words = label_text(fields.digital_source_type, language)
    label = Label(mark_for(fields.digital_source_type), words, label_corner, label_variant)
    box = put_label(rendition, label, channel)
    if not can_carry(rendition.size):
        mark = None
    marked = embed(rendition, mark.payload, mark.key) if mark else rendition
    media_type = media_type or channel.media_type
    edits = _edits(whole, rendition, crop, label, mark)
    whole_look, windows = looks(marked, box)
    picture = _signed(marked, media_type, fields, edits, signer, channel.byte_limit)
    return Disclosed(
        picture,
        media_type,
        hashlib.sha256(picture).hexdigest(),
        *marked.size,
        whole_look,
        box,
        crop,
        signer.leaf,
        windows,
    )


def _signed(
    marked: Image.Image,
    media_type: str,
    fields: DisclosureFields,
    edits: Edits,
    signer: ManifestSigner,
    byte_limit: int | None,
) -> bytes:
    """The file with its manifest, as fine as the channel's limit allows."""
    xmp = build_xmp(fields)
    for coarser in COARSER:
        plain = encode(marked, media_type, xmp, fields, coarser=coarser)
        picture = signer.sign(plain, media_type, fields, edits)
        if byte_limit is None or len(picture) <= byte_limit:
            return picture
    raise ValueError(f"The picture does not fit into the channel's {byte_limit} bytes.")


def _edits(
    whole: Image.Image, rendition: Image.Image, crop: CropBox, label: Label, mark: Mark | None
) -> Edits:
    resized = rendition.width < int(crop.width * whole.width)
    hidden = mark.payload.hex() if mark else ""
    return Edits(crop != FULL_FRAME, resized, f"{label.mark}: {label.text}", hidden)
