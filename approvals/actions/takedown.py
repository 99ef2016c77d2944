"""And back: what ends when a right ends (RULINGS 7), and the proof of it."""

import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from approvals import rights, trail
from approvals.actions.order import cancel_for_ended_licence, cancel_for_withdrawal
from approvals.actions.publish import fail_publication
from approvals.actions.review import end_review
from approvals.models import BriefTwin, Portrayal, Publication, Review, Run, Takedown
from approvals.policies import check_may_publish
from approvals.states import OPEN_RUNS, PUBLICATION, PublicationState, ReviewState
from portal.errors import NotAllowed
from portal.languages import speaking_to
from portal.models import Person, User
from twins.locks import lock_twins
from twins.models import ConsentEvent, Licence, Twin

UNDER_WAY = (ReviewState.OPEN, ReviewState.AGREED, ReviewState.CHANGE)
"""Rounds of which something may still come."""
OUTSIDE = timedelta(hours=72)
"""How long copies outside Twinset may take to disappear."""


@transaction.atomic
def handle_consent_event(*, event_id: uuid.UUID | str, at: datetime) -> bool:
    """Do what a consent event asks for, once: claim its row, then end what it ends.

    A withdrawal of storage or making, or a new version without them, ends the runs, open rounds
    and publications that were there before it; what began under a later consent goes on. Any
    other new version takes down what it covers no longer. Returns False when somebody else has
    handled the row.
    """
    claimed = ConsentEvent.objects.filter(pk=event_id, handled_at__isnull=True)
    if not claimed.update(handled_at=at):
        return False
    event = ConsentEvent.objects.select_related("consent__twin", "by").get(pk=event_id)
    twins, at = lock_twins([event.consent.twin], at)
    if rights.takes_back(event):
        _end_runs(twins, event.at, at)
        _end_reviews(twins, event.at, at)
        older = [each for each in _of(twins) if each.draft.created_at <= event.at]
        _end_publications(older, "consent withdrawn", event.by, at)
    else:
        take_down_uncovered(_of(twins), at=at)
    return True


def licences_to_wind_up(at: datetime) -> QuerySet[Licence]:
    """Return the licences that were ended and under which something goes on still."""
    runs = BriefTwin.objects.filter(
        licence=OuterRef("pk"), brief__runs__twins=F("twin"), brief__runs__state__in=OPEN_RUNS
    )
    rounds = Portrayal.objects.filter(licence=OuterRef("pk"), draft__reviews__state__in=UNDER_WAY)
    return Licence.objects.filter(Exists(runs) | Exists(rounds), ended_at__lte=at)


@transaction.atomic
def wind_up_licence(*, licence: Licence, at: datetime) -> None:
    """End the orders and open rounds under a licence that was ended before its time (RULINGS 7)."""
    _twins, at = lock_twins([licence.twin], at)
    casting = licence.castings.filter(twin=licence.twin)
    orders = Run.objects.filter(
        twins=licence.twin, brief__in=casting.values("brief"), state__in=OPEN_RUNS
    )
    for run in orders.distinct():
        cancel_for_ended_licence(run=run, at=at)
    drafts = licence.portrayals.values("draft")
    for review in Review.objects.filter(draft__in=drafts, state__in=UNDER_WAY):
        end_review(review=review, actor=None, at=at)


@transaction.atomic
def withdraw_picture(*, publication: Publication, actor: User, at: datetime) -> Publication:
    """Take one published picture back, in all its channels: the act of anybody portrayed in it.

    Her yes to it is over with that: nobody publishes the picture again, anywhere.
    """
    _twins, at = lock_twins(Twin.objects.filter(approvals__publication=publication), at)
    if not publication.approvals.filter(twin__owner=actor.person).exists():
        raise NotAllowed(_("Only the person in the picture takes it back."))
    down = _take_down(publication, rights.TAKEN_BACK, actor.person, at)
    for other in Publication.objects.live().filter(draft=publication.draft_id):
        _take_down(other, rights.TAKEN_BACK, actor.person, at)
    standing = [ReviewState.OPEN, ReviewState.AGREED]
    for review in Review.objects.filter(draft=publication.draft_id, state__in=standing):
        end_review(review=review, actor=actor, at=at)
    return down


@transaction.atomic
def unpublish(*, publication: Publication, actor: User, at: datetime) -> Publication:
    """Take a picture down that the brand no longer wants to show."""
    _twins, at = lock_twins(Twin.objects.filter(approvals__publication=publication), at)
    check_may_publish(actor, publication.draft.brief)
    return _take_down(publication, "taken down by the brand", actor.person, at)


@transaction.atomic
def take_down_uncovered(publications: Iterable[Publication], *, at: datetime) -> int:
    """Take down whatever of ``publications`` its rights cover no longer; return how many."""
    down = 0
    for publication in publications:
        gaps = rights.publication_gaps(publication, at=at)
        if gaps and publication.state == PublicationState.LIVE:
            _take_down(publication, gaps[0].code.replace("_", " "), None, at)
            down += 1
    return down


def _of(twins: Iterable[Twin]) -> list[Publication]:
    pending = [PublicationState.PREPARING, PublicationState.LIVE]
    found = Publication.objects.filter(approvals__twin__in=list(twins), state__in=pending)
    return list(found.select_related("draft").distinct().order_by("pk"))


def _end_runs(twins: Iterable[Twin], before: datetime, at: datetime) -> None:
    found = Run.objects.filter(twins__in=list(twins), state__in=OPEN_RUNS, requested_at__lte=before)
    for run in found.distinct():
        cancel_for_withdrawal(run=run, at=at)


def _end_reviews(twins: Iterable[Twin], before: datetime, at: datetime) -> None:
    found = Review.objects.filter(
        draft__portrayals__twin__in=list(twins),
        draft__created_at__lte=before,
        state__in=UNDER_WAY,
    ).distinct()
    for review in found:
        end_review(review=review, actor=None, at=at)


def _end_publications(
    publications: Iterable[Publication], because: str, by: Person, at: datetime
) -> None:
    for publication in publications:
        if publication.state == PublicationState.PREPARING:
            with speaking_to(publication.asked_by):
                sentence = _("Consent was taken back.")
            fail_publication(publication=publication, sentence=sentence, at=at)
        else:
            _take_down(publication, because, by, at)


def _take_down(
    publication: Publication, because: str, by: Person | None, at: datetime
) -> Publication:
    publication = Publication.objects.select_for_update(no_key=True).get(pk=publication.pk)
    move = PUBLICATION.step(publication.state, "take_down")
    publication.state, publication.down_at, publication.down_because = move.target, at, because
    publication.save(update_fields=["state", "down_at", "down_because"])
    Takedown.objects.create(
        publication=publication,
        because=because,
        ordered_by=by,
        ordered_at=at,
        outside_due_at=at + OUTSIDE,
    )
    trail.record(
        trail.of_draft(publication.draft),
        move.audit,
        publication,
        person=by,
        at=at,
        because=because,
    )
    return publication
