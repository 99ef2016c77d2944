"""What is asked with a picture, in words: where, until when, and what it earns or costs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals import ledger
from approvals.models import Brief, Draft, Review, Side
from approvals.web import brief_words
from approvals.web.judging import Viewer
from portal.models import User
from portal.money import money
from portal.wording import say

type Line = Mapping[str, Any]
type Booked = frozenset[ledger.Charge]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The offer as a person reads it. ``amounts`` are hers alone, written out."""

    question: str
    channels: str
    places: str
    until: str
    pay: str
    amount: str


def asked(review: Review, draft: Draft, viewer: Viewer) -> Asked:
    """Return what ``review`` asks of the viewer's side; the money is that side's own."""
    brief = draft.brief
    shares = share(review.offer, viewer, ledger.booked([draft]).get(draft.pk, frozenset()))
    amount = amounts(shares)
    words = {
        "brand": brief.brand.name,
        "channels": channel_titles(review.offer),
        "places": brief_words.territory_names(brief.territories),
        "until": until(brief, viewer.user),
    }
    question = (
        _("%(brand)s would show this picture in %(places)s until %(until)s, here: %(channels)s.")
        if viewer.side == Side.BRAND
        else _("May %(brand)s show this picture in %(places)s until %(until)s, here: %(channels)s?")
    )
    return Asked(
        question=question % words,
        channels=words["channels"],
        places=words["places"],
        until=words["until"],
        pay=pay_words(viewer.side),
        amount=amount,
    )


def in_short(brief: Brief, offer: Mapping[str, Any], user: User) -> str:
    """Return channels, territory and last day in one line."""
    return _("%(channels)s; %(places)s, until %(until)s") % {
        "channels": channel_titles(offer),
        "places": brief_words.territory_names(brief.territories),
        "until": until(brief, user),
    }


def channel_titles(offer: Mapping[str, Any]) -> str:
    """Return the titles of the channels that are offered, as a phrase."""
    return ", ".join(say(str(channel["title"])) for channel in offer["channels"].values())


def until(brief: Brief, user: User) -> str:
    """Return the last day of the use; with its zone where that is not the reader's (RULINGS 10)."""
    return last_day(brief.ends_at, brief.zone, user)


def last_day(end: datetime, zone: str, user: User) -> str:
    """Return the last day of what ends at ``end``; with its zone where that is not the reader's."""
    day = brief_words.until(end, zone)
    return day if zone == user.time_zone else f"{day} ({zone})"


def pay_words(side: str) -> str:
    """Return what the amount is to this side."""
    return {
        Side.MODEL.value: _("you earn"),
        Side.AGENCY.value: _("your commission"),
        Side.BRAND.value: _("you pay"),
    }.get(side, "")


def share(
    offer: Mapping[str, Any], viewer: Viewer, already: Booked = frozenset()
) -> dict[str, Decimal]:
    """Return by currency what one picture brings, or costs, the viewer's side and nobody else's.

    ``already`` is what ``ledger.booked`` says of this draft: it is not paid twice.
    """
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for twin, lines in offer["pay"].items():
        for line in lines:
            if ledger.charge(twin, line) not in already and _is_hers(viewer, twin, line):
                sums[line["currency"]] += _part(viewer.side, line)
    return dict(sums)


def amounts(sums: Mapping[str, Decimal]) -> str:
    """Return the sums as a phrase; each in its own currency."""
    return " + ".join(money(amount, currency) for currency, amount in sorted(sums.items()))


def each_picture(count: int, sums: Iterable[Mapping[str, Decimal]]) -> str:
    """Return what a group of pictures earns: for each when they earn the same, else together."""
    every = [dict(each) for each in sums]
    if not any(every):
        return ""
    if all(each == every[0] for each in every):
        words = ngettext("%(amount)s", "%(amount)s for each", count)
        return words % {"amount": amounts(every[0])}
    total: dict[str, Decimal] = defaultdict(Decimal)
    for each in every:
        for currency, amount in each.items():
            total[currency] += amount
    return _("%(amount)s for all") % {"amount": amounts(total)}


def _is_hers(viewer: Viewer, twin: str, line: Line) -> bool:
    return {
        Side.MODEL.value: twin in viewer.twins,
        Side.AGENCY.value: line["agency"] in viewer.agencies,
        Side.BRAND.value: True,
    }.get(viewer.side, False)


def _part(side: str, line: Line) -> Decimal:
    gross, commission = Decimal(line["gross"]), Decimal(line["commission"])
    return {
        Side.MODEL.value: gross - commission,
        Side.AGENCY.value: commission,
        Side.BRAND.value: gross + Decimal(line["client_fee"]),
    }[side]
