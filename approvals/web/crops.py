"""Where a channel cuts the picture and where the label stands, as lines to draw over it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from approvals.disclosure import words
from approvals.models import Draft
from approvals.web.brief_words import CORNERS
from portal.wording import say

WIDE = 300
MARGIN = 0.03
HIGH = 26


@dataclass(frozen=True, kw_only=True)
class Crop:
    """One channel's outline in a view of ``WIDE`` units; numbers written as SVG wants them."""

    title: str
    box: str
    shade: str
    x: int
    y: int
    width: int
    height: int
    mark: str
    mark_x: int
    mark_y: int
    mark_width: int
    mark_height: int
    text_x: int
    text_y: int
    variant: str
    corner: str
    whole: bool


def crops(offer: dict[str, Any], draft: Draft) -> list[Crop]:
    """Return the outline of every channel that ``offer`` asks for."""
    return [_crop(offer, name, draft) for name in offer["channels"]]


def label_words(offer: dict[str, Any], draft: Draft) -> str:
    """Return the words that are written into the picture."""
    mark = words.mark_for(draft.digital_source_type)
    text = words.label_text(draft.digital_source_type, offer["label"]["language"])
    return f"{mark} · {text}"


def _crop(offer: dict[str, Any], name: str, draft: Draft) -> Crop:
    channel, label = offer["channels"][name], offer["label"]
    tall = round(WIDE * draft.master.height / draft.master.width)
    left, top, width, height = channel["crop"]
    x, y = round(left * WIDE), round(top * tall)
    w, h = round(width * WIDE), round(height * tall)
    mark = words.mark_for(draft.digital_source_type)
    mark_width = min(w, 18 + 9 * len(mark))
    inset = round(MARGIN * w)
    mark_x = x + (w - mark_width - inset if label["corner"].endswith("right") else inset)
    mark_y = y + (h - HIGH - inset if label["corner"].startswith("bottom") else inset)
    return Crop(
        title=say(str(channel["title"])),
        box=f"0 0 {WIDE} {tall}",
        shade=f"M0 0H{WIDE}V{tall}H0ZM{x} {y}V{y + h}H{x + w}V{y}Z",
        x=x,
        y=y,
        width=w,
        height=h,
        mark=mark,
        mark_x=mark_x,
        mark_y=mark_y,
        mark_width=mark_width,
        mark_height=HIGH,
        text_x=mark_x + mark_width // 2,
        text_y=mark_y + HIGH // 2,
        variant=label["variant"],
        corner=str(CORNERS.get(label["corner"], label["corner"])),
        whole=(w, h) == (WIDE, tall),
    )


def cut_words(crop: Crop) -> str:
    """Return in words what the outline shows."""
    return _("the whole picture") if crop.whole else _("cut as outlined")
