"""A channel's form of a picture with its label, as a preview: the pixels, no other disclosure."""

import io

from django.utils.translation import gettext as _
from PIL import Image

from approvals.actions.publish import agreed_review
from approvals.disclosure import words
from approvals.disclosure.label import Label, draw_label
from approvals.disclosure.rendition import CropBox, default_crop, render
from approvals.models import Channel, Draft
from approvals.offer import Offer, channel_crop, channel_form
from portal import storage
from portal.canonical import canonical_sha256
from portal.errors import Conflict

EDGE = 1080
VERSION = 1
"""Raise it when the drawing changes, so that no browser keeps an older one."""


def look_of(draft: Draft, channel: Channel, *, corner: str = "", variant: str = "") -> Offer:
    """Return crop and label of the round that would be published, else as the brief asks.

    ``corner`` and ``variant`` show another label instead.
    """
    offer = agreed_review(draft, channel).offer if draft.reviews.exists() else {}
    if channel.name in offer.get("channels", {}):
        crop = channel_crop(offer, channel.name)
    else:
        crop = default_crop((draft.master.width, draft.master.height), channel_form(channel))
    label = offer.get("label", {})
    brief = draft.brief
    return {
        "crop": crop.as_list(),
        "corner": corner or label.get("corner", brief.label_corner),
        "variant": variant or label.get("variant", brief.label_variant),
        "language": label.get("language", brief.language),
    }


def etag_of(draft: Draft, channel: Channel, look: Offer) -> str:
    """Return a name for exactly these pixels, quoted as HTTP wants it."""
    form = [channel.width, channel.height, channel.safe_top, channel.safe_right]
    form += [channel.safe_bottom, channel.safe_left]
    known = [VERSION, draft.master_id, draft.digital_source_type, form, look]
    return f'"{canonical_sha256(known)[:32]}"'


def preview(draft: Draft, channel: Channel, look: Offer) -> bytes:
    """Return the labelled picture as a WebP of at most ``EDGE`` pixels.

    Raises ``Conflict`` where the picture is too small for its label.
    """
    form = channel_form(channel)
    source_type = draft.digital_source_type
    label = Label(
        words.mark_for(source_type),
        words.label_text(source_type, look["language"]),
        look["corner"],
        look["variant"],
    )
    with Image.open(io.BytesIO(storage.read(draft.master_id))) as master:
        rendered = render(master, form, CropBox(*look["crop"]))
    try:
        labelled, _box = draw_label(rendered, label, form)
    except ValueError as error:
        raise Conflict(_("This picture is too small to carry its label there.")) from error
    labelled.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS, reducing_gap=3.0)
    out = io.BytesIO()
    labelled.save(out, "WEBP", quality=86, method=4)
    return out.getvalue()
