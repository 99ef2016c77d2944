"""Whom a brand can ask for, and how the picker shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, Window
from django.db.models.functions import Cast, Coalesce, NullIf, RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from approvals.models import Brief, Draft
from approvals.states import PublicationState
from approvals.web import shown
from approvals.web.brief_words import until
from portal.models import Organisation, User
from twins.models import Consent, ConsentEvent, Licence, Twin
from twins.terms import Purpose

MOST_SHOWN = 18


@dataclass(frozen=True)
class Face:
    """One twin in the picker."""

    pk: UUID
    name: str
    initials: str
    src: str
    note: str
    chosen: bool


@dataclass(frozen=True)
class Picker:
    """The twins shown, and how many more there are."""

    faces: list[Face]
    more: int
    query: str


def castable(brand: Organisation, *, at: datetime, brief: Brief | None = None) -> QuerySet[Twin]:
    """Return the twins that ``brand`` holds a licence for, that are listed, or already cast."""
    licences = Licence.objects.of_brand(brand).filter(ended_at__isnull=True, ends_at__gt=at)
    cast = Twin.objects.filter(castings__brief=brief) if brief else Twin.objects.none()
    return (
        Twin.objects.select_related("owner__user")
        .annotate(called=_called(), licensed=Q(pk__in=licences.values("twin")))
        .filter(
            Q(pk__in=licences.values("twin"))
            | Q(pk__in=listed(at).values("pk"))
            | Q(pk__in=cast.values("pk"))
        )
        .order_by("-licensed", "called", "pk")
    )


def listed(at: datetime) -> QuerySet[Twin]:
    """Return the twins whose consent in force says that brands may find them."""
    newest = Consent.objects.filter(twin=OuterRef("pk"), signed_at__lte=at).order_by("-version")
    consent = Consent.objects.filter(
        pk=OuterRef("newest"), starts_at__lte=at, ends_at__gt=at
    ).annotate(said=Cast("purposes", TextField()))
    taken_back = ConsentEvent.objects.filter(
        consent=OuterRef("newest"), kind=ConsentEvent.Kind.WITHDRAWN, at__lte=at
    ).annotate(said=Cast("purposes", TextField()))
    named = f'"{Purpose.LISTING}"'
    return Twin.objects.annotate(newest=Subquery(newest.values("pk")[:1])).filter(
        Exists(consent.filter(said__contains=named)),
        ~Exists(taken_back.filter(said__contains=named)),
    )


def picker(
    twins: QuerySet[Twin],
    *,
    brand: Organisation,
    user: User,
    at: datetime,
    chosen: Iterable[UUID] = (),
    query: str = "",
) -> Picker:
    """Return the chosen twins, then those whose name holds ``query``, as the picker shows them."""
    picked = set(chosen)
    found = twins.exclude(pk__in=picked).filter(_is_called(query))
    some = list(found[:MOST_SHOWN])
    more = found.count() - len(some) if len(some) == MOST_SHOWN else 0
    everybody = [*twins.filter(pk__in=picked), *some]
    sources, notes = _sources(everybody, user, at), _notes(everybody, brand, at)
    faces = [_face(twin, sources, notes, picked) for twin in everybody]
    return Picker(faces=faces, more=more, query=query)


def initials(name: str) -> str:
    """Return the first letters of the first and last word."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _called() -> Coalesce:
    """The name she goes by here; the legal one only where she has no other."""
    return Coalesce(NullIf("owner__user__known_as", Value("")), F("owner__user__name"), Value("?"))


def _is_called(query: str) -> Q:
    """Whose name here holds the words; a legal name that is not shown is not searched either."""
    stage = Q(owner__user__known_as__icontains=query)
    return stage | Q(owner__user__known_as="", owner__user__name__icontains=query)


def _face(twin: Twin, sources: dict[UUID, str], notes: dict[UUID, str], picked: set[UUID]) -> Face:
    name = str(twin)
    return Face(
        pk=twin.pk,
        name=name,
        initials=initials(name),
        src=sources.get(twin.pk, ""),
        note=notes.get(twin.pk, _("Listed; no licence with you yet")),
        chosen=twin.pk in picked,
    )


def _sources(twins: Iterable[Twin], user: User, at: datetime) -> dict[UUID, str]:
    """For each twin the newest picture that is published for this person's brand, if any."""
    newest = Window(RowNumber(), partition_by="portrayals__twin", order_by=F("created_at").desc())
    drafts = shown.with_rights(
        Draft.objects.visible_to(user)
        .filter(portrayals__twin__in=list(twins), publications__state=PublicationState.LIVE)
        .annotate(face_of=F("portrayals__twin"), rank=newest)
        .filter(rank=1)
    ).prefetch_related(*shown.NEEDED_BY_BRAND)
    return {
        draft.face_of: reverse(  # type: ignore[attr-defined]  # annotated above
            "draft-preview", args=[draft.pk]
        )
        for draft in drafts
        if shown.to_its_brand(draft, at=at)
    }


def _notes(twins: Iterable[Twin], brand: Organisation, at: datetime) -> dict[UUID, str]:
    licences = Licence.objects.of_brand(brand).filter(
        twin__in=list(twins), ended_at__isnull=True, ends_at__gt=at
    )
    notes = {}
    for licence in licences.order_by("in_force_since", "ends_at"):
        if licence.in_force_since:
            words = _("Licensed to you until %(day)s")
        else:
            words = _("A licence until %(day)s waits to be signed")
        notes[licence.twin_id] = words % {"day": until(licence.ends_at, licence.zone)}
    return notes
