"""Consent and licence as they stand now, asked live for briefs, drafts and publications."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from approvals.models import Approval, Brief, Draft, Publication, Use
from approvals.states import ReviewState
from portal.models import Organisation, Person
from twins import coverage
from twins import territories as places
from twins.coverage import Gap, Gaps
from twins.models import Consent, ConsentEvent, Licence, Reference, Twin
from twins.models.consent import newest_consent
from twins.models.stop import is_stopped
from twins.terms import NEEDED_FOR_PICTURES, ConsentTerms

WANTED = (ReviewState.OPEN, ReviewState.CHANGE, ReviewState.AGREED)
TAKEN_BACK = "taken back by the model"
"""Why a publication came down that somebody in the picture took back."""


@dataclass(frozen=True)
class Standing:
    """One twin's consent and licence for some uses, and what is missing."""

    twin: Twin
    consent: Consent | None
    licence: Licence | None
    gaps: Gaps

    @property
    def covered(self) -> bool:
        """Whether nothing is missing."""
        return not self.gaps


def stopped() -> Gap:
    """Return why nothing new is made or published of a twin whose model placed a stop."""
    return Gap("stopped", _("The model has stopped everything new for now."))


def lock_licences(licences: Iterable[Licence]) -> list[Licence]:
    """Lock the licences in the order of their ids, after the twins."""
    ids = [licence.pk for licence in licences]
    return list(Licence.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk"))


def best_licence(twin: Twin, brand: Organisation, at: datetime) -> Licence | None:
    """Return the brand's licence of the twin to use now: a running one, else the newest."""
    licences = Licence.objects.of_brand(brand).filter(twin=twin)
    running = licences.running(at).order_by("-ends_at").first()
    return running or licences.order_by("-proposed_at").first()


def standing(
    twin: Twin,
    licence: Licence | None,
    uses: Sequence[Use],
    *,
    at: datetime,
    generator: str = "",
    published: int = 0,
) -> Standing:
    """Return whether consent and licence cover all ``uses``, each gap named once."""
    at = twin.not_before(at)
    consent = newest_consent(twin, at)
    consent_terms = _terms(consent)
    licence_terms = licence.terms() if licence else None
    gaps = [
        gap
        for use in uses
        for gap in coverage.plan(
            use.terms(),
            consent_terms,
            licence_terms,
            at=at,
            generator=generator,
            published=published,
        )
    ]
    if is_stopped([twin]):
        gaps.insert(0, stopped())
    return Standing(twin, consent, licence, tuple(dict.fromkeys(gaps)))


def standings(brief: Brief, uses: Sequence[Use], *, at: datetime) -> list[Standing]:
    """Return the standing of every twin whom the brief asks for."""
    castings = brief.casting.select_related("twin__owner__user", "licence")
    licences = [each.licence or best_licence(each.twin, brief.brand, at) for each in castings]
    return [
        standing(
            casting.twin,
            licence,
            uses,
            at=at,
            generator=brief.generator,
            published=claimed(licence) if licence else 0,
        )
        for casting, licence in zip(castings, licences, strict=True)
    ]


def claimed(licence: Licence, *, without: str = "") -> int:
    """Return how many distinct masters were published under the licence (RULINGS 6).

    ``without`` leaves one master out: publishing it again in another channel adds nothing.
    """
    approvals = Approval.objects.filter(
        licence=licence, publication__in=Publication.objects.counting()
    )
    masters = approvals.values("publication__master_sha256").distinct()
    return masters.exclude(publication__master_sha256=without).count()


def consent_gaps(twin: Twin, *, at: datetime, generator: str = "") -> Gaps:
    """Return why nothing may be made or kept of ``twin`` at ``at``, whatever the use."""
    at = twin.not_before(at)
    return coverage.consent_now(_terms(newest_consent(twin, at)), at=at, generator=generator)


def withdrawn_since(twins: Iterable[Twin], since: datetime) -> bool:
    """Say whether one of ``twins`` has taken back since then what pictures need.

    A new consent revives nothing (RULINGS 7), so this is asked besides the consent in force.
    """
    events = ConsentEvent.objects.filter(consent__twin__in=list(twins), at__gte=since)
    return any(takes_back(event) for event in events)


def takes_back(event: ConsentEvent) -> bool:
    """Say whether the event ends all pictures made before it (RULINGS 7).

    A withdrawal does, and so does a new version that leaves out what pictures need.
    """
    if event.kind == ConsentEvent.Kind.WITHDRAWN:
        return bool(NEEDED_FOR_PICTURES & set(event.purposes))
    return bool(NEEDED_FOR_PICTURES - set(event.purposes))


def agencies(twin: Twin, uses: Iterable[Use], at: datetime) -> list[Organisation]:
    """Return the agencies that act for her in the uses' territories at ``at`` (RULINGS 12, 14)."""
    wanted = {code for use in uses for code in use.territories}
    found = twin.representations.in_force(at).select_related("agency").order_by("-is_mother", "id")
    acting = [each.agency for each in found if places.shared(wanted, each.territories)]
    return list(dict.fromkeys(acting))


def draft_gaps(draft: Draft, *, at: datetime) -> Gaps:
    """Return why nothing of this draft may be shown or judged at ``at``; empty when it may.

    A licence that was ended before its time ends what was made under it (RULINGS 7).
    """
    ended = draft.portrayals.filter(licence__ended_at__lte=at).exists()
    return (*storing_gaps(draft, at=at), *(licence_ended() if ended else ()))


def licence_ended() -> Gaps:
    """Return why nothing goes on under a licence that was ended before its time."""
    return (Gap("licence_ended", _("The licence was ended.")),)


def storing_gaps(draft: Draft, *, at: datetime) -> Gaps:
    """Return why this draft may not even be kept at ``at``: consents alone say so."""
    twins = [portrayal.twin for portrayal in draft.portrayals.select_related("twin")]
    if withdrawn_since(twins, draft.created_at):
        return (Gap("consent_withdrawn", _("Consent was taken back.")),)
    return tuple(gap for twin in twins for gap in consent_gaps(twin, at=at))


def publication_gaps(publication: Publication, *, at: datetime) -> Gaps:
    """Return why this publication may not be shown at ``at``, for all portrayed; live each time."""
    use = publication.use.terms()
    gaps: list[Gap] = []
    draft = publication.draft
    twins = [each.twin for each in draft.portrayals.select_related("twin")]
    approvals = publication.approvals.select_related("licence")
    licences = {approval.twin_id: approval.licence.terms() for approval in approvals}
    if withdrawn_since(twins, draft.created_at):
        gaps.append(Gap("consent_withdrawn", _("Consent was taken back.")))
    if not twins or any(twin.pk not in licences for twin in twins):
        gaps.append(Gap("not_agreed", _("Not everybody in the picture has agreed to it.")))
    for twin in twins:
        for terms, asked in _consents_since(twin, publication.asked_at, at):
            gaps += coverage.now(use, terms, licences.get(twin.pk), at=asked)
    return tuple(dict.fromkeys(gaps))


def _consents_since(
    twin: Twin, since: datetime, at: datetime
) -> list[tuple[ConsentTerms | None, datetime]]:
    """Every consent that counted from ``since`` to ``at``, with the instants to ask it for.

    What one of them refused stays refused: a new consent revives nothing (RULINGS 7). The one in
    force at ``at`` comes first; each is asked as it was signed and at the end of its time.
    """
    at = twin.not_before(at)
    signed = twin.consents.filter(signed_at__lte=at).prefetch_related("events")
    asked: list[tuple[ConsentTerms | None, datetime]] = []
    until = at
    for consent in signed.order_by("-version"):
        terms = consent.terms()
        asked.append((terms, max(until, consent.signed_at)))
        if consent.signed_at <= since:
            break
        asked.append((terms, consent.signed_at))
        until = consent.signed_at - timedelta(microseconds=1)
    return asked or [(None, at)]


def is_wanted(draft: Draft) -> bool:
    """Say whether brand and studio still have a reason to have this picture.

    While it is judged, changed or agreed to: not after a no, and not after somebody in it took it
    back. Asks nothing of the database where ``reviews`` and ``publications`` were fetched.
    """
    newest = max(draft.reviews.all(), key=lambda each: each.number, default=None)
    taken_back = any(each.down_because == TAKEN_BACK for each in draft.publications.all())
    return wants(newest.state if newest else "", taken_back=taken_back)


def wants(newest_round: str, *, taken_back: bool) -> bool:
    """Say ``is_wanted`` from the state of the newest round, and whether somebody took it back."""
    return newest_round in WANTED and not taken_back


def file_gaps(sha256: str, *, at: datetime, by: Person | None = None) -> Gaps:
    """Return why a stored picture may not be shown at ``at``, whatever it was uploaded as.

    It may be the master of drafts, a copy that somebody reported, or a photograph of a model;
    ``by`` may see her own photographs.
    """
    reported = Publication.objects.filter(cases__file=sha256)
    drafts = Draft.objects.filter(master=sha256)
    of_reports = Draft.objects.filter(pk__in=reported.values("draft"))
    photographs = Reference.objects.filter(file=sha256).select_related("twin")
    twins = {each.twin for each in photographs if by is None or each.twin.owner_id != by.pk}
    of_drafts = [gap for draft in drafts for gap in draft_gaps(draft, at=at)]
    of_drafts += [gap for draft in of_reports for gap in storing_gaps(draft, at=at)]
    of_twins = [gap for twin in twins for gap in consent_gaps(twin, at=at)]
    return tuple(dict.fromkeys([*of_drafts, *of_twins]))


def _terms(consent: Consent | None) -> ConsentTerms | None:
    return consent.terms() if consent else None
