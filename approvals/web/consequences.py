"""What follows when the model takes her consent back: counted from the rows, before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Prefetch, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.models import Approval, LedgerEntry, Publication, Review, Run
from approvals.states import PublicationState, ReviewState, RunState
from approvals.web import brief_words
from twins import coverage
from twins.models import Twin
from twins.terms import NEEDED_FOR_PICTURES, ConsentTerms, Purpose


@dataclass(frozen=True, kw_only=True)
class Part:
    """One block of ``components/follows.html``."""

    title: str
    lines: list[str]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What a withdrawal of storage or making would end at this moment (RULINGS 7)."""

    runs: int
    reviews: int
    publications: list[str]
    coming: int
    earned: dict[str, Decimal]
    unpaid: dict[str, Decimal]


def counted(twin: Twin, at: datetime) -> Counted:
    """Count what stands under the twin's consent now."""
    shown = Publication.objects.filter(approvals__twin=twin).select_related(
        "channel", "draft__brief__brand"
    )
    live = shown.filter(state=PublicationState.LIVE).order_by("live_at")
    entries = LedgerEntry.objects.filter(twin=twin)
    return Counted(
        runs=Run.objects.filter(
            twins=twin, state__in=[RunState.WAITING, RunState.RUNNING, RunState.ORDERED]
        ).count(),
        reviews=Review.objects.filter(
            draft__portrayals__twin=twin,
            state__in=[ReviewState.OPEN, ReviewState.AGREED, ReviewState.CHANGE],
        ).count(),
        publications=[_shown(each) for each in live],
        coming=shown.filter(state=PublicationState.PREPARING).count(),
        earned=_sums(entries),
        unpaid=_sums(entries.filter(due_at__gt=at)),
    )


def ended_by(twin: Twin, terms: ConsentTerms, at: datetime) -> list[str]:
    """Return the live pictures of hers that a consent with ``terms`` would end (RULINGS 7)."""
    live = (
        Publication.objects.live()
        .filter(approvals__twin=twin)
        .select_related("use", "channel", "draft__brief__brand")
    )
    approvals = Prefetch("approvals", Approval.objects.filter(twin=twin).select_related("licence"))
    return [
        _shown(publication)
        for publication in live.prefetch_related(approvals).distinct()
        for approval in publication.approvals.all()
        if coverage.now(publication.use.terms(), terms, approval.licence.terms(), at=at)
    ]


def parts(found: Counted, others: Iterable[str]) -> list[Part]:
    """Return what follows, for the page on which she confirms.

    ``others`` are the purposes left to her besides keeping photographs and making pictures.
    """
    told = [
        Part(title=_("Stops at once"), lines=_stops(found)),
        Part(title=_("Comes down"), lines=_down(found)),
        Part(title=_("Stays payable to you"), lines=_payable(found)),
    ]
    alone = [line for purpose in others if (line := _alone(purpose))]
    return (
        [*told, Part(title=_("If you take back one of these alone"), lines=alone)]
        if alone
        else told
    )


def is_needed(purposes: Iterable[str]) -> bool:
    """Say whether taking ``purposes`` back ends pictures."""
    return bool(NEEDED_FOR_PICTURES & set(purposes))


def _stops(found: Counted) -> list[str]:
    lines = [_("Nobody may order or make a new picture of you.")]
    if found.runs:
        lines.append(
            ngettext(
                "%(count)s order that is being worked on is called off.",
                "%(count)s orders that are being worked on are called off.",
                found.runs,
            )
            % {"count": found.runs}
        )
    if found.reviews:
        lines.append(
            ngettext(
                "%(count)s picture that is not published yet is no longer judged or shown.",
                "%(count)s pictures that are not published yet are no longer judged or shown.",
                found.reviews,
            )
            % {"count": found.reviews}
        )
    return lines


def _down(found: Counted) -> list[str]:
    if not found.publications and not found.coming:
        return [_("No picture of you is published.")]
    lines = list(found.publications)
    if found.coming:
        lines.append(
            ngettext(
                "%(count)s that is just being prepared",
                "%(count)s that are just being prepared",
                found.coming,
            )
            % {"count": found.coming}
        )
    return [*lines, _("Copies elsewhere must be gone within 72 hours.")]


def _payable(found: Counted) -> list[str]:
    if not found.earned:
        return [_("You have earned nothing yet, so nothing is owed.")]
    unpaid = _written(found.unpaid) or _("nothing")
    return [
        _("Everything earned so far stays yours: %(amount)s.") % {"amount": _written(found.earned)},
        _("Of this still to fall due: %(amount)s.") % {"amount": unpaid},
    ]


def _alone(purpose: str) -> str:
    return {
        Purpose.LIKENESS.value: _("The likeness check: the measurements of your face are deleted."),
        Purpose.LISTING.value: _("Being shown: brands no longer find you; running licences go on."),
        Purpose.TRAINING.value: _("Training by others: that alone ends."),
    }.get(purpose, "")


def _shown(publication: Publication) -> str:
    return _("%(brand)s, %(brief)s: %(channel)s") % {
        "brand": publication.draft.brief.brand.name,
        "brief": publication.draft.brief.title,
        "channel": publication.channel.title,
    }


def _sums(entries: QuerySet[LedgerEntry]) -> dict[str, Decimal]:
    sums = entries.order_by("currency").values_list("currency").annotate(total=Sum("net"))
    return {currency: total for currency, total in sums if total}


def _written(sums: dict[str, Decimal]) -> str:
    return " + ".join(brief_words.money(total, currency) for currency, total in sums.items())
