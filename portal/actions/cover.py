"""Name a colleague who decides for somebody who is away, and end it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from portal import access, audit
from portal.errors import Conflict, Invalid, NotAllowed
from portal.instants import end_of, instant_of, start_of
from portal.models import Cover, Organisation, User


@dataclass(frozen=True, kw_only=True)
class Period:
    """From when to when, in the organisation's zone (RULINGS 10).

    Whole days, both included; with a time, from that minute on, or until it.
    """

    first: date
    last: date
    from_time: time | None = None
    until_time: time | None = None

    def instants(self, zone: str) -> tuple[datetime, datetime]:
        """Return the first instant at which it holds, and the first at which it is over."""
        first, last = self.from_time, self.until_time
        return (
            instant_of(self.first, first, zone) if first else start_of(self.first, zone),
            instant_of(self.last, last, zone) if last else end_of(self.last, zone),
        )


@transaction.atomic
def name_cover(
    *,
    organisation: Organisation,
    covered: User,
    colleague: User,
    period: Period,
    actor: User,
    at: datetime,
) -> Cover:
    """Let ``colleague`` judge in ``organisation`` what ``covered`` may, for a time.

    The act of ``covered`` herself, or of somebody who manages people there. What began earlier
    today begins now. Raises ``NotAllowed`` for others and for who may not cover; ``Invalid`` for
    a time that is over or ends before it begins; ``Conflict`` where one of the two covers or is
    covered otherwise then (see ``_check_no_chain``).
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    _check_may_name(actor, covered, organisation)
    _check_can_be_covered(covered, organisation)
    _check_can_cover(colleague, covered, organisation)
    starts_at, ends_at = _instants(period, organisation, at)
    for check in _further_checks():
        check(organisation, colleague, starts_at, ends_at)
    _check_covered_once(covered, organisation, starts_at, ends_at)
    _check_no_chain(covered, colleague, organisation, starts_at, ends_at)
    cover = Cover.objects.create(
        organisation=organisation,
        covered=covered,
        colleague=colleague,
        starts_at=starts_at,
        ends_at=ends_at,
        zone=organisation.time_zone,
        named_by=actor.person,
        named_at=at,
    )
    _record("cover.named", cover, actor, at, until=ends_at.isoformat(), since=starts_at.isoformat())
    return cover


@transaction.atomic
def end_cover(*, cover: Cover, actor: User, at: datetime) -> Cover:
    """End a cover, or one that was to come; at once.

    The act of either of the two, or of somebody who manages people there. Raises ``NotAllowed``
    for others, ``Conflict`` where it is over.
    """
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=cover.organisation_id)
    cover = Cover.objects.select_for_update(no_key=True).get(pk=cover.pk)
    cover.organisation = organisation
    _check_may_end(actor, cover)
    if cover.ended_at is not None or cover.ends_at <= at:
        raise Conflict(_("This is over already."))
    cover.ended_at, cover.ended_by = at, actor.person
    cover.save(update_fields=["ended_at", "ended_by"])
    _record("cover.ended", cover, actor, at)
    return cover


def end_covers_of(*, organisation: Organisation, user: User, actor: User, at: datetime) -> None:
    """End what ``user`` covers there and who covers her, now or to come: she is no member any more.

    Part of an act that locked the organisation and asked who may.
    """
    running = Cover.objects.filter(organisation=organisation, ends_at__gt=at, ended_at__isnull=True)
    hers = running.filter(Q(covered=user) | Q(colleague=user)).select_related(
        "covered", "colleague"
    )
    for cover in hers.select_for_update(no_key=True, of=("self",)):
        cover.ended_at, cover.ended_by = at, actor.person
        cover.save(update_fields=["ended_at", "ended_by"])
        _record("cover.ended", cover, actor, at)


def may_end(user: User, cover: Cover) -> bool:
    """Say whether she is one of the two, or manages people there."""
    return user.pk in (cover.covered_id, cover.colleague_id) or access.holds(
        user, "manage_people", cover.organisation_id
    )


def _check_may_name(actor: User, covered: User, organisation: Organisation) -> None:
    if actor.pk != covered.pk and not access.holds(actor, "manage_people", organisation):
        raise NotAllowed(_("You name who decides for you, and for nobody else."))


def _check_may_end(actor: User, cover: Cover) -> None:
    if not may_end(actor, cover):
        raise NotAllowed(_("This is between the two of them."))


def _check_can_be_covered(covered: User, organisation: Organisation) -> None:
    """She holds something there herself that somebody else could do for her; no model does."""
    if not access.holds_what_can_be_covered(organisation).filter(pk=covered.pk).exists():
        raise NotAllowed(
            _("%(name)s decides nothing in %(organisation)s that a colleague could.")
            % {"name": covered, "organisation": organisation}
        )


def _check_can_cover(colleague: User, covered: User, organisation: Organisation) -> None:
    if colleague.pk == covered.pk:
        raise Invalid(_("Nobody covers herself: choose a colleague."))
    if not access.members_of(organisation).filter(pk=colleague.pk).exists():
        raise NotAllowed(
            _("Only somebody who has a role in %(organisation)s can cover there.")
            % {"organisation": organisation}
        )


def _instants(
    period: Period, organisation: Organisation, at: datetime
) -> tuple[datetime, datetime]:
    zone = organisation.time_zone
    starts_at, ends_at = period.instants(zone)
    if ends_at <= starts_at:
        raise Invalid(_("This ends before it begins."))
    if ends_at <= at or period.first < at.astimezone(ZoneInfo(zone)).date():
        raise Invalid(_("This time is over: choose a day from today on."))
    return max(starts_at, at), ends_at


def _check_covered_once(
    covered: User, organisation: Organisation, starts_at: datetime, ends_at: datetime
) -> None:
    """At each instant at most one colleague decides for her: else nobody knows who does."""
    others = Cover.objects.touching(starts_at, ends_at).filter(organisation=organisation)
    other = others.filter(covered=covered).select_related("colleague").first()
    if other is not None:
        raise Conflict(
            _("%(colleague)s covers %(name)s in this time already. End that first.")
            % {"colleague": other.colleague, "name": covered}
        )


def _check_no_chain(
    covered: User,
    colleague: User,
    organisation: Organisation,
    starts_at: datetime,
    ends_at: datetime,
) -> None:
    """Nobody is covered and covers at the same instant in the same organisation.

    A cover hands on what its covered one holds herself and never what she covers. So if bo covers
    ada and dora covers bo, dora decides for bo only, and ada's pictures wait for somebody who is
    away herself. Both ends are looked at: the colleague must not be covered by anybody in a time
    that shares an instant with this one, and the covered one must not cover anybody then. Times
    that only touch (one ends as the other begins) share none. Covers in other organisations are
    no chain: they hand on other rights, and who is away there is nobody's business here.
    """
    others = Cover.objects.touching(starts_at, ends_at).filter(organisation=organisation)
    if others.filter(covered=colleague).exists():
        raise Conflict(
            _("%(name)s is away herself in this time: somebody covers her.") % {"name": colleague}
        )
    if others.filter(colleague=covered).exists():
        raise Conflict(
            _("%(name)s covers somebody else in this time, and could not while she is covered.")
            % {"name": covered}
        )


def _further_checks() -> list[Callable[[Organisation, User, datetime, datetime], None]]:
    """What the layers above know against a colleague; named in settings, as they import us."""
    return [import_string(name) for name in settings.COVER_CHECKS]


def _record(act: str, cover: Cover, actor: User, at: datetime, **details: object) -> None:
    audit.record(
        chains=[cover.organisation_id],
        person=actor.person,
        at=at,
        act=act,
        subject=cover,
        covered=str(cover.covered.person_id),
        colleague=str(cover.colleague.person_id),
        **details,
    )
