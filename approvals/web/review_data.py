"""The rows that the page of one picture is made of, in as many questions however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Subquery, prefetch_related_objects

from approvals import rights
from approvals.models import (
    Decision,
    Draft,
    FoundMarks,
    Opinion,
    Portrayal,
    Publication,
    Review,
    Seat,
    Stage,
)
from approvals.states import PublicationState
from approvals.web import shown
from portal import access
from portal.models import Membership, User
from twins.models import Consent, ConsentEvent


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the one question tells of each picture of a brief."""

    draft: Draft
    is_seen: bool
    is_waiting: bool
    has_opinions: bool
    has_marks: bool
    is_wanted: bool


@dataclass(frozen=True)
class Looked:
    """One draft that somebody may see, among all of its brief, with who agreed to what."""

    told: Told
    all: tuple[Told, ...]
    signed: Mapping[UUID, shown.Signed]

    @property
    def draft(self) -> Draft:
        """The draft itself."""
        return self.told.draft

    @property
    def parent(self) -> Told | None:
        """The version before it."""
        return next((each for each in self.all if each.draft.pk == self.draft.parent_id), None)

    @property
    def newer(self) -> Draft | None:
        """The version that replaced this one, unless that was withdrawn."""
        standing = [each.draft for each in self._standing]
        return next((each for each in standing if each.parent_id == self.draft.pk), None)

    @property
    def is_current(self) -> bool:
        """Whether the picture was neither withdrawn nor replaced."""
        return self.draft.withdrawn_at is None and self.newer is None

    @property
    def siblings(self) -> list[Draft]:
        """The current pictures that she sees, in the order they came."""
        return [each.draft for each in self._current]

    @property
    def following(self) -> Draft | None:
        """Which picture waits after this one: a later one before an earlier one."""
        waiting = [each.draft for each in self._current if each.is_waiting]
        others = [each for each in waiting if each.pk != self.draft.pk]
        later = [each for each in others if each.created_at >= self.draft.created_at]
        return next(iter([*later, *others]), None)

    @property
    def versions(self) -> list[Draft]:
        """This version and those before it, newest first."""
        by_id = {each.draft.pk: each.draft for each in self.all}
        found = [self.draft]
        while (parent := found[-1].parent_id) is not None:
            found.append(by_id[parent])
        return found

    @property
    def _standing(self) -> list[Told]:
        return [each for each in self.all if each.draft.withdrawn_at is None]

    @property
    def _current(self) -> list[Told]:
        replaced = {each.draft.parent_id for each in self._standing}
        seen = [each for each in self._standing if each.is_seen]
        return [each for each in seen if each.draft.pk not in replaced]

    def allows(self, draft: Draft, *, at: datetime) -> bool:
        """Say whether all in it allow it to be shown; an act behind whose clock we are counts."""
        twins = [each.twin for each in draft.portrayals.all()]
        late = max([at, *(twin.not_before(at) for twin in twins)])
        licences = [each.licence for each in draft.portrayals.all()]
        return all(shown.stands(each, late) for each in licences) and all(
            shown.allows(self.signed.get(each.pk, {}), draft, at=late) for each in twins
        )


def look(user: User, draft_id: UUID) -> Looked | None:
    """Return a draft that ``user`` may see, with all of its brief, in three questions."""
    rows = _of_its_brief(user, draft_id)
    found = tuple(_told(row) for row in rows)
    told = next((each for each in found if each.draft.pk == draft_id and each.is_seen), None)
    if told is None:
        return None
    _know(user, told.draft)
    both = [each.draft for each in found if each.draft.pk in (draft_id, told.draft.parent_id)]
    people = Portrayal.objects.select_related("twin__owner__user", "licence")
    prefetch_related_objects(both, Prefetch("portrayals", people))
    hers = any(each.twin.owner_id == user.person_id for each in told.draft.portrayals.all())
    access.know(("portrayed", draft_id, user.person_id), hers)
    twins = {each.twin_id for one in both for each in one.portrayals.all()}
    return Looked(told, found, _signed(twins))


def _know(user: User, draft: Any) -> None:
    """Let policies know what was told of whoever looks."""
    access.know(("seat", draft.brief_id, user.person_id), draft.seat or "")
    access.know(("staff", user.pk, draft.brief.brand_id), draft.is_staff)


def _told(row: Any) -> Told:
    return Told(
        draft=row,
        is_seen=row.is_seen,
        is_waiting=row.is_waiting,
        has_opinions=row.has_opinions,
        has_marks=row.has_marks,
        is_wanted=rights.wants(row.newest_round or "", taken_back=row.is_taken_back),
    )


def _of_its_brief(user: User, draft_id: UUID) -> Iterable[Any]:
    same = Draft.objects.filter(pk=OuterRef("pk"))
    down = Publication.objects.filter(draft=OuterRef("pk"), down_because=rights.TAKEN_BACK)
    reviews = Review.objects.filter(draft=OuterRef("pk")).order_by("-number")
    seats = Seat.objects.filter(brief=OuterRef("brief"), person=user.person_id)
    staff = Membership.objects.current().filter(user=user, organisation=OuterRef("brief__brand"))
    return (
        Draft.objects.filter(brief__drafts=draft_id)
        .select_related("brief__brand", "master", "run")
        .annotate(
            is_seen=Exists(same.visible_to(user)),
            is_waiting=Exists(same.awaiting(user)),
            has_opinions=Exists(Opinion.objects.filter(draft=OuterRef("pk"))),
            has_marks=Exists(FoundMarks.objects.filter(file=OuterRef("master"))),
            is_taken_back=Exists(down),
            newest_round=Subquery(reviews.values("state")[:1]),
            seat=Subquery(seats.values("side")[:1]),
            is_staff=Exists(staff),
        )
        .order_by("created_at", "id")
    )


def _signed(twins: Iterable[UUID]) -> dict[UUID, dict[Consent, list[ConsentEvent]]]:
    """What each of them signed, with all that happened to it: signing is the first of it."""
    events = ConsentEvent.objects.filter(consent__twin__in=twins).select_related("consent")
    found: dict[UUID, dict[Consent, list[ConsentEvent]]] = defaultdict(dict)
    for event in events:
        found[event.consent.twin_id].setdefault(event.consent, []).append(event)
    return found


def rounds(draft: Draft) -> list[Stage]:
    """Return the stages of all rounds in the order of asking, with every word said in them."""
    return rounds_of([draft]).get(draft.pk, [])


def rounds_of(drafts: Iterable[Draft]) -> dict[UUID, list[Stage]]:
    """Return what ``rounds`` does for each of several drafts, in as many questions as for one."""
    by_id = {draft.pk: draft for draft in drafts}
    live = Publication.objects.filter(review=OuterRef("review"), state=PublicationState.LIVE)
    named = Stage.people.through.objects.filter(stage=OuterRef("pk"))
    words = Decision.objects.select_related("person__user", "for_person__user")
    stages = (
        Stage.objects.filter(review__draft__in=by_id)
        .select_related("review__policy", "organisation", "twin__owner__user")
        .prefetch_related(Prefetch("decisions", words))
        .annotate(is_live=Exists(live), names_people=Exists(named))
    )
    reviews: dict[UUID, Review] = {}
    found: dict[UUID, list[Stage]] = defaultdict(list)
    for stage in stages:
        stage.review = reviews.setdefault(stage.review_id, stage.review)
        stage.review.draft = by_id[stage.review.draft_id]
        if not stage.names_people:  # type: ignore[attr-defined]
            access.know(("named", stage.pk), [])
        found[stage.review.draft_id].append(stage)
    return found


def newest(rounds_: Iterable[Stage]) -> tuple[Review | None, list[Stage]]:
    """Return the round that counts, and its stages."""
    stages = list(rounds_)
    review = max((each.review for each in stages), key=lambda each: each.number, default=None)
    return review, [each for each in stages if review and each.review_id == review.pk]


def words(rounds_: Iterable[Stage]) -> list[Decision]:
    """Return every verdict, oldest first."""
    said = [each for stage in rounds_ for each in stage.decisions.all()]
    return sorted(said, key=lambda each: (each.sent_at, each.number))
