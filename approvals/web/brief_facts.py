"""What was asked for in a brief, written out."""

from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.models import Asset, Brief
from approvals.models.found_marks import marks_of
from approvals.web import brief_words as words
from approvals.web.mark_words import said_of_itself


def facts_of(brief: Brief) -> list[tuple[str, str]]:
    """Return what the brief asks for, as terms and descriptions."""
    castings = brief.casting.select_related("twin__owner__user")
    facts = [
        (_("Models"), ", ".join(str(each.twin) for each in castings)),
        (_("Pictures"), _pictures(brief)),
        (_("Made by"), words.generator(brief.generator)),
        (_("Channels"), ", ".join(str(channel) for channel in brief.channels.all())),
        (_("Where"), words.territory_names(brief.territories)),
        (_("Used"), _period(brief)),
        (_("Product line"), brief.product_line),
        (_("With"), ", ".join(str(words.CONTEXTS.get(each, each)) for each in brief.contexts)),
        (_("Wanted by"), words.until(brief.due_at, brief.zone) if brief.due_at else ""),
        (_("Label"), _label(brief)),
        (_("Written by"), str(brief.author)),
    ]
    return [(term, description) for term, description in facts if description]


def materials_of(brief: Brief, kind: str = "") -> list[dict[str, Any]]:
    """Return the cards of a brief's garments and mood pictures, or of one kind."""
    assets = brief.assets.select_related("file").prefetch_related("file__marks")
    if kind:
        return [_card(asset) for asset in assets.filter(kind=kind)]
    return [_card(asset) | {"meta": _kind_and_marks(asset)} for asset in assets]


def _kind_and_marks(asset: Asset) -> str:
    said = said_of_itself(marks_of(asset.file))
    return f"{asset.get_kind_display()}. {said}" if said else asset.get_kind_display()


def _card(asset: Asset) -> dict[str, Any]:
    return {
        "title": asset.name,
        "src": reverse("asset-preview", args=[asset.pk]),
        "width": asset.file.width,
        "height": asset.file.height,
        "alt": "",
        "meta": said_of_itself(marks_of(asset.file)),
        "hidden_name": "assets",
        "hidden_value": str(asset.pk),
    }


def _pictures(brief: Brief) -> str:
    if brief.together:
        return ngettext(
            "%(count)s picture, all models together",
            "%(count)s pictures, all models together",
            brief.pictures,
        ) % {"count": brief.pictures}
    return ngettext(
        "%(count)s picture of each model", "%(count)s pictures of each model", brief.pictures
    ) % {"count": brief.pictures}


def _period(brief: Brief) -> str:
    first = date_format(brief.starts_at.astimezone(ZoneInfo(brief.zone)), "DATE_FORMAT")
    return _("%(first)s until %(last)s (%(months)s, %(zone)s)") % {
        "first": first,
        "last": words.until(brief.ends_at, brief.zone),
        "months": words.months(brief.months),
        "zone": brief.zone,
    }


def _label(brief: Brief) -> str:
    return ", ".join(
        (
            str(words.CORNERS[brief.label_corner]),
            str(words.VARIANTS[brief.label_variant]),
            words.LANGUAGES.get(brief.language, brief.language),
        )
    )
