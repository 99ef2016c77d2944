"""Write down who is to be told of what happened.

Each row that there is something to tell of is claimed in the transaction that writes its notices:
whatever runs twice tells once.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from approvals.models import (
    LicenceTold,
    LicenceWord,
    MisuseCase,
    Notice,
    NoticeKind,
    Publication,
    Review,
    Stage,
)
from approvals.states import PublicationState, ReviewState, StageState
from approvals.waiting_for import people_waited_for
from portal import access
from portal.models import User
from twins.actions.licence import open_sides
from twins.models import Licence

log = logging.getLogger(__name__)

AT_A_TIME = 100


def note_all(*, at: datetime) -> None:
    """Write the notices of all that happened since this was done last."""
    for note in (note_asked, note_outcomes, note_published, note_licences, note_cases):
        try:
            note(at=at)
        except Exception:  # what breaks one kind keeps nobody from hearing of the others
            log.exception("%s broke", note.__name__)


@transaction.atomic
def note_asked(*, at: datetime) -> int:
    """Tell whoever stages wait for. Returns how many notices were written."""
    asked = Stage.objects.filter(
        state=StageState.ASKED, review__state=ReviewState.OPEN, told_at__isnull=True
    )
    stages = _claimed(Stage, asked, at, "organisation", "twin__owner__user", "review")
    return _write(
        _notice(user, NoticeKind.ASKED, stage.review.draft_id, stage.pk, at)
        for user, waiting in people_waited_for(stages).items()
        for stage in waiting
    )


@transaction.atomic
def note_outcomes(*, at: datetime) -> int:
    """Tell who wrote a brief what came of a round, while she still sees it."""
    done = (ReviewState.AGREED, ReviewState.CHANGE, ReviewState.REFUSED)
    closed = Review.objects.filter(state__in=done, told_at__isnull=True)
    rounds = _claimed(Review, closed, at, "draft__brief__author__user", "draft__brief__brand")
    return _write(
        _notice(user, NoticeKind.ANSWERED, each.draft_id, each.pk, at, word=each.state)
        for each in rounds
        if (user := getattr(each.draft.brief.author, "user", None)) is not None
        and access.members_of(each.draft.brief.brand).filter(pk=user.pk).exists()
    )


@transaction.atomic
def note_published(*, at: datetime) -> int:
    """Tell every person in a picture that it is published."""
    live = Publication.objects.filter(state=PublicationState.LIVE, told_at__isnull=True)
    publications = _claimed(Publication, live, at, "draft")
    owners = {
        each.pk: User.objects.filter(
            person__in=each.draft.portrayals.values("twin__owner"), is_active=True
        )
        for each in publications
    }
    return _write(
        _notice(user, NoticeKind.PUBLISHED, each.draft_id, each.pk, at)
        for each in publications
        for user in owners[each.pk]
    )


@transaction.atomic
def note_licences(*, at: datetime) -> int:
    """Tell who can sign a licence that it waits, and each side what came of it."""
    return _write(
        notice for licence in _licences_with_news(at) for notice in _of_licence(licence, at)
    )


@transaction.atomic
def note_cases(*, at: datetime) -> int:
    """Tell who sees a case of misuse that somebody reported it, the model among them."""
    reported = MisuseCase.objects.filter(closed_at__isnull=True, told_at__isnull=True)
    cases = _claimed(MisuseCase, reported, at, "publication")
    return _write(
        Notice(user=user, kind=NoticeKind.CASE, case=case, about=case.pk, at=at)
        for case in cases
        for user in _agencies_and_models(case)
        if MisuseCase.objects.visible_to(user).filter(pk=case.pk).exists()
    )


def word_of(licence: Licence) -> LicenceWord:
    """Return what there is to tell of a licence last."""
    if licence.ended_at is not None:
        return LicenceWord.DECLINED if licence.in_force_since is None else LicenceWord.ENDED
    return LicenceWord.ASKED if licence.in_force_since is None else LicenceWord.IN_FORCE


def _licences_with_news(at: datetime) -> list[Licence]:
    """Those whose last word nobody was told, held until it is."""
    waits = Q(ended_at__isnull=True, in_force_since__isnull=True, ends_at__gt=at)
    is_signed = Q(ended_at__isnull=True, in_force_since__isnull=False)
    is_over = Q(ended_at__isnull=False)
    news = Licence.objects.filter(
        (waits & ~Q(told__word=LicenceWord.ASKED))
        | (is_signed & ~Q(told__word=LicenceWord.IN_FORCE))
        | (is_over & ~Q(told__word__in=[LicenceWord.DECLINED, LicenceWord.ENDED]))
    )
    ids = list(news.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
    rows = Licence.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    held = list(rows.filter(pk__in=ids).select_related("twin__owner", "brand"))
    told = set(LicenceTold.objects.filter(licence__in=held).values_list("licence", "word"))
    return [each for each in held if (each.pk, word_of(each).value) not in told]


def _of_licence(licence: Licence, at: datetime) -> Iterator[Notice]:
    """A notice for each who can sign it, or of what came of it for each who sees it."""
    word = word_of(licence)
    told = LicenceTold.objects.create(licence=licence, word=word, at=at)
    organisations = {licence.brand} | {each.agency for each in licence.parts.all() if each.agency}
    people = _owners(licence.twin.owner_id)
    people |= {user for each in organisations for user in access.members_of(each)}
    for user in people:
        if user.person_id == _whose_act(licence, word):
            continue  # she knows
        seen = Licence.objects.visible_to(user).filter(pk=licence.pk).exists()
        if seen and (word != LicenceWord.ASKED or open_sides(licence, user, at)):
            yield Notice(
                user=user,
                kind=NoticeKind.LICENCE,
                licence=licence,
                about=told.pk,
                at=at,
                word=word,
            )


def _whose_act(licence: Licence, word: LicenceWord) -> UUID | None:
    """Who did what there is to tell of; of a signature by all, nobody alone."""
    return {
        LicenceWord.ASKED: licence.proposed_by_id,
        LicenceWord.DECLINED: licence.ended_by_id,
        LicenceWord.ENDED: licence.ended_by_id,
    }.get(word)


def _agencies_and_models(case: MisuseCase) -> set[User]:
    approvals = case.publication.approvals.select_related("licence", "twin")
    agencies = {
        part.agency for each in approvals for part in each.licence.parts.all() if part.agency
    }
    models = _owners(*(each.twin.owner_id for each in approvals))
    return models | {user for each in agencies for user in access.members_of(each)}


def _owners(*people: UUID) -> set[User]:
    return set(User.objects.filter(person__in=people, is_active=True))


def _claimed[Row: Model](
    model: type[Row], rows: QuerySet[Row], at: datetime, *related: str
) -> list[Row]:
    """The first of the rows that nobody else tells of, marked as told."""
    ids = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_A_TIME])
    locked = model._default_manager.select_for_update(no_key=True, skip_locked=True, of=("self",))
    found = list(locked.filter(pk__in=ids, told_at__isnull=True).select_related(*related))
    model._default_manager.filter(pk__in=[each.pk for each in found]).update(told_at=at)
    return found


def _notice(
    user: User, kind: NoticeKind, draft: UUID, about: UUID, at: datetime, word: str = ""
) -> Notice:
    return Notice(user=user, kind=kind, draft_id=draft, about=about, at=at, word=word)


def _write(notices: Iterable[Notice]) -> int:
    made = list(notices)
    Notice.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)
