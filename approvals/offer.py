"""The offer: what is shown with a picture and agreed to with it (RULINGS 1)."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.db.models import Q

from approvals.disclosure.channels import Channel as ChannelForm
from approvals.disclosure.rendition import CropBox, default_crop
from approvals.models import Channel, Draft, Use
from portal.canonical import canonical_sha256
from portal.errors import Invalid
from twins import pricing
from twins import territories as places
from twins.models import Licence, LicencePart
from twins.terms import Use as UseTerms

Offer = dict[str, Any]


def channel_form(channel: Channel) -> ChannelForm:
    """Return the row as the plain value that the disclosure works with."""
    return ChannelForm(
        name=channel.name,
        title=channel.title,
        width=channel.width,
        height=channel.height,
        medium=channel.medium,
        safe_top=channel.safe_top,
        safe_right=channel.safe_right,
        safe_bottom=channel.safe_bottom,
        safe_left=channel.safe_left,
        media_type=channel.media_type,
        reads=channel.reads,
        byte_limit=channel.byte_limit,
    )


def build_offer(
    draft: Draft,
    channels: Iterable[Channel],
    *,
    crops: dict[str, CropBox] | None = None,
    corner: str = "",
    variant: str = "",
) -> Offer:
    """Return what is offered with ``draft``: crop of each channel, label, uses and pay."""
    brief = draft.brief
    chosen = sorted(channels, key=lambda channel: channel.name)
    media = {channel.medium for channel in chosen}
    uses = [use for use in brief.uses.order_by("medium") if use.medium in media]
    return {
        "channels": {
            channel.name: _channel(draft, channel, (crops or {}).get(channel.name))
            for channel in chosen
        },
        "label": {
            "corner": corner or brief.label_corner,
            "variant": variant or brief.label_variant,
            "language": brief.language,
        },
        "source_type": draft.digital_source_type,
        "uses": [_use(use) for use in uses],
        "pay": {
            str(portrayal.twin_id): pay_lines(portrayal.licence, uses)
            for portrayal in draft.portrayals.select_related("licence").order_by("twin_id")
        },
    }


def offer_sha256(offer: Offer) -> str:
    """Return the hash that a decision binds."""
    return canonical_sha256(offer)


def pay_lines(licence: Licence, uses: Iterable[Use]) -> list[dict[str, str | int]]:
    """Return one line for each agency, medium and territory: what one picture is paid.

    Set-up and per-image fees are charged once, by the mother agency's card (RULINGS 12).
    Raises ``Invalid`` where the prices say nothing about a use.
    """
    wanted = list(uses)
    lines: list[dict[str, str | int]] = []
    for place, part in enumerate(mother_first(licence)):
        cut = [_cut(use, part.territories) for use in wanted]
        try:
            quote = pricing.quote(
                part.rate_card.rates(),
                [use for use in cut if use.territories],
                commission=part.commission,
                per_image=place == 0,
            )
        except pricing.Unpriced as error:
            raise Invalid(str(error)) from error
        for line in quote.lines:
            shares = pricing.split(line, part.commission, part.rate_card.client_fee)
            lines.append(
                {
                    "agency": str(part.agency_id or ""),
                    "what": line.what,
                    "kind": "use" if line.medium else "image",
                    "medium": line.medium,
                    "territory": line.territory,
                    "months": wanted[0].months if wanted else 0,
                    "currency": line.amount.currency.code,
                    "gross": str(line.amount.amount),
                    "commission": str(shares.commission.amount),
                    "client_fee": str(shares.client_fee.amount),
                }
            )
    return lines


def mother_first(licence: Licence) -> list[LicencePart]:
    """Return the licence's parts, that of her mother agency first.

    The mother agency is the one at the proposal: who follows it later changes no price.
    """
    at = licence.proposed_at
    acting = licence.twin.representations.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at), starts_at__lte=at, ends_at__gt=at
    )
    mothers = set(acting.filter(is_mother=True).values_list("agency_id", flat=True))
    parts = licence.parts.select_related("agency", "rate_card")
    return sorted(parts, key=lambda part: (part.agency_id not in mothers, str(part.agency_id)))


def channel_crop(offer: Offer, channel: str) -> CropBox:
    """Return the crop that was offered for ``channel``."""
    return CropBox(*offer["channels"][channel]["crop"])


def _channel(draft: Draft, channel: Channel, crop: CropBox | None) -> dict[str, Any]:
    size = (draft.master.width, draft.master.height)
    box = crop or default_crop(size, channel_form(channel))
    return {"crop": [round(edge, 6) for edge in box.as_list()], "title": channel.title}


def _use(use: Use) -> dict[str, Any]:
    return {
        "medium": use.medium,
        "territories": sorted(use.territories),
        "starts": use.starts_at.astimezone(UTC).isoformat(),
        "ends": use.ends_at.astimezone(UTC).isoformat(),
        "zone": use.zone,
        "months": use.months,
        "product_line": use.product_line,
        "contexts": sorted(use.contexts),
    }


def _cut(use: Use, territories: Iterable[str]) -> UseTerms:
    """The use within one agency's territories (RULINGS 12)."""
    whole = use.terms()
    return UseTerms(
        medium=whole.medium,
        territories=places.shared(whole.territories, territories),
        starts_at=whole.starts_at,
        ends_at=whole.ends_at,
        months=whole.months,
        product_line=whole.product_line,
        contexts=whole.contexts,
    )
