"""What follows when the model takes her consent back: counted from the rows, before and after."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Model, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.models import (
    Approval,
    BriefTwin,
    LedgerEntry,
    Portrayal,
    Publication,
    Review,
    Run,
    Use,
)
from approvals.states import OPEN_RUNS, PublicationState, ReviewState, RunState
from portal.money import money
from twins import coverage
from twins.models import Licence, Twin
from twins.terms import NEEDED_FOR_PICTURES, ConsentTerms, Purpose


@dataclass(frozen=True, kw_only=True)
class Part:
    """One block of ``components/follows.html``."""

    title: str
    lines: list[str]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """What a withdrawal of storage or making, or the end of one licence, would end (RULINGS 7)."""

    brand: str

    runs: int
    reviews: int
    publications: list[str]
    coming: int
    earned: dict[str, Decimal]
    unpaid: dict[str, Decimal]


def counted(twin: Twin, at: datetime, licence: Licence | None = None) -> Counted:
    """Count what stands under the twin's consent now, or under one licence of hers alone."""
    whose = Q(twin=twin, licence=licence) if licence else Q(twin=twin)
    approvals, portrayals = Approval.objects.filter(whose), Portrayal.objects.filter(whose)
    shown = Publication.objects.filter(approvals__in=approvals).select_related(
        "channel", "draft__brief__brand"
    )
    live = shown.filter(state=PublicationState.LIVE).order_by("live_at")
    entries = LedgerEntry.objects.filter(whose)
    runs = Run.objects.filter(
        twins=twin, state__in=[RunState.WAITING, RunState.RUNNING, RunState.ORDERED]
    )
    if licence:
        runs = runs.filter(brief__in=BriefTwin.objects.filter(whose).values("brief"))
    return Counted(
        brand=str(licence.brand) if licence else "",
        runs=runs.count(),
        reviews=Review.objects.filter(
            draft__in=portrayals.values("draft"),
            state__in=[ReviewState.OPEN, ReviewState.AGREED, ReviewState.CHANGE],
        ).count(),
        publications=[_shown(each) for each in live],
        coming=shown.filter(state=PublicationState.PREPARING).count(),
        earned=_sums(entries),
        unpaid=_sums(entries.filter(due_at__gt=at)),
    )


@dataclass(frozen=True, kw_only=True)
class Lost:
    """What a narrower consent ends that the one before allowed (RULINGS 7)."""

    live: list[str]
    coming: int
    judged: int
    ordered: int
    purposes: list[str]


def lost(twin: Twin, before: ConsentTerms | None, after: ConsentTerms, at: datetime) -> Lost:
    """Work out what ends when ``after`` is signed. ``before`` is what counts now."""

    def ends(uses: Iterable[Use], licence: Licence, generator: str = "") -> bool:
        """Whether one of the uses was covered and no longer is."""
        return any(
            coverage.plan(use.terms(), after, licence.terms(), at=at, generator=generator)
            and not coverage.plan(use.terms(), before, licence.terms(), at=at, generator=generator)
            for use in uses
        )

    shown = Approval.objects.filter(
        twin=twin, publication__state__in=[PublicationState.LIVE, PublicationState.PREPARING]
    ).select_related("licence", "publication__use", "publication__channel")
    over = [
        each.publication
        for each in shown.select_related("publication__draft__brief__brand")
        if ends([each.publication.use], each.licence)
    ]
    judged = Portrayal.objects.filter(
        twin=twin, draft__reviews__state__in=[ReviewState.OPEN, ReviewState.AGREED]
    ).exclude(draft__publications__in=over)
    casting = BriefTwin.objects.filter(
        twin=twin, brief__runs__twins=twin, brief__runs__state__in=OPEN_RUNS
    )
    given = (before.purposes - before.withdrawn.keys()) if before else frozenset()
    return Lost(
        live=[_shown(each) for each in over if each.state == PublicationState.LIVE],
        coming=sum(each.state == PublicationState.PREPARING for each in over),
        judged=sum(
            ends(each.draft.brief.uses.all(), each.licence)
            for each in _with_uses(judged, "draft__brief__uses")
        ),
        ordered=sum(
            ends(each.brief.uses.all(), each.licence, each.brief.generator)
            for each in _with_uses(casting, "brief__uses")
            if each.licence is not None
        ),
        purposes=[each.value for each in Purpose if each in given - after.purposes],
    )


def comes_down(lost: Lost) -> list[str]:
    """Return what is shown or about to be, and would not be any more."""
    if not lost.live and not lost.coming:
        return [_("No picture of you that is shown now.")]
    lines = list(lost.live)
    if lost.coming:
        lines.append(_coming(lost.coming))
    return lines


def also_ends(lost: Lost) -> list[Part]:
    """Return what ends besides: what is judged, what is ordered, and each purpose taken back."""
    lines = []
    if lost.judged:
        lines.append(
            ngettext(
                "%(count)s picture that is not published yet can no longer be.",
                "%(count)s pictures that are not published yet can no longer be.",
                lost.judged,
            )
            % {"count": lost.judged}
        )
    if lost.ordered:
        lines.append(
            ngettext(
                "%(count)s brief that is being worked on gets no more pictures of you.",
                "%(count)s briefs that are being worked on get no more pictures of you.",
                lost.ordered,
            )
            % {"count": lost.ordered}
        )
    lines += [line for purpose in lost.purposes if (line := _alone(purpose))]
    return [Part(title=_("Ends as well"), lines=lines)] if lines else []


def _with_uses[Row: Model](rows: QuerySet[Row], uses: str) -> QuerySet[Row]:
    return rows.select_related("licence").prefetch_related(uses).distinct()


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
    lines = [
        _("%(brand)s may order no new picture of you under it.") % {"brand": found.brand}
        if found.brand
        else _("Nobody may order or make a new picture of you.")
    ]
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
        nothing = _("No picture of you is published.")
        return [_("No picture is published under it.") if found.brand else nothing]
    lines = list(found.publications)
    if found.coming:
        lines.append(_coming(found.coming))
    return [*lines, _("Copies elsewhere must be gone within 72 hours.")]


def _coming(count: int) -> str:
    return ngettext(
        "%(count)s that is just being prepared", "%(count)s that are just being prepared", count
    ) % {"count": count}


def _payable(found: Counted) -> list[str]:
    if not found.earned:
        nothing = _("You have earned nothing yet, so nothing is owed.")
        return [_("It has earned you nothing yet.") if found.brand else nothing]
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
        "channel": str(publication.channel),
    }


def _sums(entries: QuerySet[LedgerEntry]) -> dict[str, Decimal]:
    sums = entries.order_by("currency").values_list("currency").annotate(total=Sum("net"))
    return {currency: total for currency, total in sums if total}


def _written(sums: dict[str, Decimal]) -> str:
    return " + ".join(money(total, currency) for currency, total in sums.items())
