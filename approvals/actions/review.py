"""Review: brand, agency and model each say no, change or yes to each picture and its offer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from approvals import policies, quorum, rights, seating, trail
from approvals import reasons as why
from approvals.actions.order import order_run
from approvals.actions.seat import take_seat
from approvals.disclosure.rendition import CropBox
from approvals.models import (
    Channel,
    Decision,
    Draft,
    Pin,
    Portrayal,
    Review,
    SentHow,
    Side,
    Stage,
    Verdict,
)
from approvals.offer import build_offer, offer_sha256
from approvals.states import REVIEW, STAGE, STANDING, PublicationState, ReviewState, StageState
from portal.errors import Conflict, DomainError, Invalid
from portal.models import Person, User
from twins.locks import lock_twins
from twins.models import Consent, Representation, Twin
from twins.models.consent import newest_consent

VEILED = frozenset({"instead_of", "phone_said"})
"""What the other sides never learn of an answer, besides who gave it."""
VERDICT = frozenset({"verdict", "reasons", "said"})
"""What they do not learn where first opinions are unseen."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A comment at a point or area, in fractions of the upright width and height."""

    x: float
    y: float
    text: str
    width: float = 0
    height: float = 0


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said with a verdict: the reasons that were chosen, and free words."""

    reasons: list[str]
    comment: str


def open_review(
    *,
    draft: Draft,
    channels: Iterable[Channel],
    at: datetime,
    crops: dict[str, CropBox] | None = None,
    corner: str = "",
    variant: str = "",
) -> Review:
    """Open a round for ``draft``: fix the offer and ask the first sides. Caller holds the locks.

    Raises ``Invalid`` where prices or representation leave a use without an answer.
    """
    offer = build_offer(draft, channels, crops=crops, corner=corner, variant=variant)
    latest = draft.reviews.aggregate(latest=Max("number"))["latest"] or 0
    portrayals = list(draft.portrayals.select_related("twin", "licence"))
    uses = list(draft.brief.uses.all())
    agencies = {each.pk: rights.agencies(each.twin, uses, at) for each in portrayals}
    review = Review.objects.create(
        draft=draft,
        number=latest + 1,
        policy=seating.policy_of(portrayals, agencies),
        reasons=why.fixed(agency for one in portrayals for agency in agencies[one.pk]),
        offer=offer,
        offer_sha256=offer_sha256(offer),
        opened_at=at,
    )
    seating.seat_brand(review, draft.brief.brand)
    for portrayal in portrayals:
        for agency in agencies[portrayal.pk]:
            seating.seat_agency(review, agency, portrayal.twin, portrayal.licence)
        seating.seat_model(review, portrayal, agencies[portrayal.pk])
    _ask_next(review, at)
    return review


@transaction.atomic
def ask_again(
    *,
    draft: Draft,
    channels: Sequence[Channel],
    actor: User,
    at: datetime,
    crops: dict[str, CropBox] | None = None,
    corner: str = "",
    variant: str = "",
) -> Review:
    """Ask everybody anew for another crop, label or channel of the same picture (RULINGS 1).

    Raises ``Conflict`` while a round is open, once the picture was refused, or where everybody
    agreed to exactly this before; ``Invalid`` for a medium in which the brief asked for no use.
    """
    at = _lock_portrayed(draft, at)
    draft = Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    policies.check_may_change(actor, draft.brief)
    policies.check_is_current(draft)
    policies.check_consent_in_force(rights.draft_gaps(draft, at=at))
    latest = draft.reviews.order_by("-number").first()
    if latest is None or latest.state != ReviewState.AGREED:
        raise Conflict(_("Others are asked again only about a picture that was agreed to."))
    _check_may_be_offered(draft, channels)
    policies.check_label(corner or draft.brief.label_corner, variant or draft.brief.label_variant)
    take_seat(draft.brief, actor, Side.BRAND, at)
    review = open_review(
        draft=draft, channels=channels, at=at, crops=crops, corner=corner, variant=variant
    )
    agreed = draft.reviews.filter(state=ReviewState.AGREED)
    if agreed.filter(offer_sha256=review.offer_sha256).exists():
        raise Conflict(_("Everybody has agreed to exactly this already."))
    trail.record(
        trail.of_draft(draft),
        "review.opened",
        review,
        person=actor.person,
        at=at,
        number=review.number,
        offer=review.offer_sha256,
    )
    return review


@transaction.atomic
def decide(
    *,
    stage: Stage,
    verdict: str,
    draft_sha256: str,
    offer_sha256: str,
    actor: User,
    at: datetime,
    reasons: Sequence[str] = (),
    comment: str = "",
    pins: Sequence[Place] = (),
    how: str = SentHow.SESSION,
    idempotency_key: str = "",
    phone_said: datetime | None = None,
    among: int = 1,
) -> Decision:
    """Give one person's verdict for one side, signed: to this picture and to this offer.

    Repeating it with the same ``idempotency_key`` returns the first; another verdict, or one on
    another picture, is another act whatever its key. A *yes* of the model may be followed by her
    *no* until publication (RULINGS 4). When her phone says that she gave it, ``phone_said``, is a
    remark: it counts ``at`` its arrival (RULINGS 5). ``among`` so many pictures the same is said in
    one act; never by the model. ``reasons`` are some of those that are offered with a change or a
    no, never required. Raises ``Conflict`` for whoever was late, ``NotAllowed`` for whoever is not
    asked, ``Gone`` when consent is no longer in force.
    """
    reasons = list(dict.fromkeys(reasons))
    policies.check_says_what(verdict, comment, reasons)
    draft, at = _lock(stage, at)
    repeated = _already_sent(stage, verdict, draft_sha256, offer_sha256, actor, idempotency_key)
    if repeated is not None:
        return repeated
    stage = (
        Stage.objects.select_for_update(no_key=True)
        .select_related("review__policy")
        .get(pk=stage.pk)
    )
    stage.review = review = Review.objects.select_for_update(no_key=True).get(pk=stage.review_id)
    review.draft = draft
    covered = policies.check_fills_the_stage(actor, stage)
    policies.check_looks_at_each(stage, among)
    policies.check_is_named(actor, covered, stage)
    policies.check_speaks_for_one_side(actor, stage)
    policies.check_acts_for_her(stage, at)
    policies.check_author_may_judge(actor, stage)
    policies.check_is_current(draft)
    policies.check_consent_in_force(rights.draft_gaps(draft, at=at))
    policies.check_saw_this(review, draft_sha256, offer_sha256)
    policies.check_reasons(review, verdict, reasons)
    if verdict == Verdict.NO:
        reasons = why.still_offered(review, verdict, reasons)
    if not _takes_back_her_yes(stage, verdict):
        policies.check_stage_is_asked(stage)
        policies.check_says_it_once(actor, covered, stage, verdict)
    policies.check_guests_agree(stage, verdict)
    take_seat(draft.brief, actor, stage.side, at)
    words = Words(reasons=reasons, comment=comment.strip())
    decision = _write(stage, verdict, words, actor, covered, at, how, idempotency_key)
    _pin(draft, decision, actor, pins, at)
    _record(decision, actor, at, phone_said, among)
    _apply(stage, verdict, actor, at)
    if verdict == Verdict.CHANGE:
        decision.not_ordered = _order_new_version(draft, words, pins, actor, at)
    return decision


@transaction.atomic
def withdraw_draft(*, draft: Draft, actor: User, at: datetime) -> Draft:
    """Take a version back before anybody judged it; its parent is open again as it was."""
    at = _lock_portrayed(draft, at)
    draft = Draft.objects.select_for_update(no_key=True).get(pk=draft.pk)
    if draft.delivered_by_id is not None and draft.run.studio is not None:
        policies.check_may_deliver(actor, draft.run.studio)
    else:
        policies.check_may_change(actor, draft.brief)
    policies.check_is_current(draft)
    if draft.decisions.exists():
        raise Conflict(_("Somebody has judged this picture already; it stays."))
    draft.withdrawn_at, draft.withdrawn_by = at, actor.person
    draft.save(update_fields=["withdrawn_at", "withdrawn_by"])
    for review in draft.reviews.filter(state=ReviewState.OPEN):
        end_review(review=review, actor=actor, at=at)
    trail.record(trail.of_draft(draft), "draft.withdrawn", draft, person=actor.person, at=at)
    return draft


def end_review(*, review: Review, actor: User | None, at: datetime) -> Review:
    """End a round because the draft or consent was withdrawn. Caller holds the locks."""
    move = REVIEW.step(review.state, "end")
    review.state, review.closed_at = move.target, at
    review.save(update_fields=["state", "closed_at"])
    trail.record(
        trail.of_draft(review.draft),
        move.audit,
        review,
        person=actor.person if actor else None,
        at=at,
    )
    return review


def stages_to_pass_on(at: datetime) -> QuerySet[Stage]:
    """Return the agencies' unanswered stages whose agency does not represent her at ``at``."""
    acting = Representation.objects.in_force(at).filter(
        twin=OuterRef("twin"), agency=OuterRef("organisation")
    )
    return Stage.objects.filter(
        ~Exists(acting),
        side=Side.AGENCY,
        state__in=[StageState.LATER, StageState.ASKED],
        review__state=ReviewState.OPEN,
    )


@transaction.atomic
def pass_on_stage(*, stage: Stage, at: datetime) -> Stage:
    """Hand an unanswered stage to the agency that acts for her now (RULINGS 14).

    Nothing happens while its own agency acts, once it answered, or while nobody follows: then the
    picture waits. Each further agency that acts for her now is asked beside the first.
    """
    draft, at = _lock(stage, at)
    stage = Stage.objects.select_for_update(no_key=True).select_related("review").get(pk=stage.pk)
    round_ = stage.review
    open_states = (StageState.LATER, StageState.ASKED)
    if stage.twin is None or stage.state not in open_states or round_.state != ReviewState.OPEN:
        return stage
    acting = rights.agencies(stage.twin, draft.brief.uses.all(), at)
    beside = round_.stages.filter(side=Side.AGENCY, twin=stage.twin)
    asked = set(beside.values_list("organisation", flat=True))
    followers = [agency for agency in acting if agency.pk not in asked]
    if stage.organisation in acting or not followers:
        return stage
    licence = draft.portrayals.get(twin=stage.twin).licence
    if stage.decisions.exists():
        _let_stand(stage)
    else:
        round_.reasons = why.joined(round_, followers)
        round_.save(update_fields=["reasons"])
        seating.hand_over(stage, followers.pop(0), licence, at)
    for agency in followers:
        seating.seat_agency(round_, agency, stage.twin, licence)
    _ask_next(round_, at)
    trail.record(trail.of_draft(draft), "stage.passed_on", stage, person=None, at=at)
    return stage


@transaction.atomic
def settle_stage(*, stage: Stage, at: datetime) -> Stage:
    """Let a stage be through for which enough people have said yes, once others have left.

    Nothing happens while it needs more, or once it is not asked any more.
    """
    draft, at = _lock(stage, at)
    stage = Stage.objects.select_for_update(no_key=True).select_related("review").get(pk=stage.pk)
    stage.review.draft = draft
    is_asked = stage.state == StageState.ASKED and stage.review.state == ReviewState.OPEN
    if is_asked and stage.decisions.exists() and quorum.is_reached(stage):
        _apply(stage, Verdict.YES, None, at)
    return stage


def stages_to_settle() -> QuerySet[Stage]:
    """Return the stages that some have answered and others have not."""
    return Stage.objects.filter(
        state=StageState.ASKED, review__state=ReviewState.OPEN, decisions__isnull=False
    ).distinct()


def last_decision(stage: Stage) -> Decision | None:
    """Return the decision that counts for the stage: the latest sent."""
    return stage.decisions.order_by("-sent_at", "-number").first()


def _check_may_be_offered(draft: Draft, channels: Sequence[Channel]) -> None:
    if not channels:
        raise Invalid(_("Choose at least one channel."))
    media = set(draft.brief.uses.values_list("medium", flat=True))
    if not {channel.medium for channel in channels} <= media:
        raise Invalid(_("The brief asked for no use in this channel."))


def _ask_next(review: Review, at: datetime) -> None:
    """Ask the sides of the first place that has not said yes yet."""
    waiting = review.stages.exclude(state=StageState.YES)
    first = waiting.order_by("place").values_list("place", flat=True)[0]
    for stage in waiting.filter(place=first, state=StageState.LATER).select_related("organisation"):
        stage.state, stage.asked_at = StageState.ASKED, at
        stage.review = review
        seating.set_deadline(stage, at)
        stage.save()


def _lock_portrayed(draft: Draft, at: datetime) -> datetime:
    _twins, at = lock_twins(Twin.objects.filter(portrayals__draft=draft), at)
    return at


def _lock(stage: Stage, at: datetime) -> tuple[Draft, datetime]:
    draft = Draft.objects.get(reviews__stages=stage)
    at = _lock_portrayed(draft, at)
    return Draft.objects.select_for_update(no_key=True).get(pk=draft.pk), at


def _already_sent(
    stage: Stage, verdict: str, draft_sha256: str, offer_sha256: str, actor: User, key: str
) -> Decision | None:
    """Her last word in the stage, if it is this very act; asked under the lock, for two taps at
    once. Where several people of a side answer, others may have spoken since."""
    own = stage.decisions.filter(person=actor.person_id)
    last = own.order_by("-sent_at", "-number").first()
    if not key or last is None:
        return None
    said = (last.verdict, last.draft_sha256, last.offer_sha256, last.idempotency_key)
    return last if said == (verdict, draft_sha256, offer_sha256, key) else None


def _takes_back_her_yes(stage: Stage, verdict: str) -> bool:
    """Whether this is the model's no against her own sent yes, before publication (RULINGS 4)."""
    if stage.side != Side.MODEL or stage.state != StageState.YES or verdict != Verdict.NO:
        return False
    if stage.review.publications.filter(state=PublicationState.LIVE).exists():
        raise Conflict(_("This picture is published. You can take it back from My twin."))
    return stage.review.state in STANDING


def _write(
    stage: Stage,
    verdict: str,
    words: Words,
    actor: User,
    covered: Person | None,
    at: datetime,
    how: str,
    key: str,
) -> Decision:
    about = _about(stage)
    consents = {each.twin_id: newest_consent(each.twin, at) for each in about}
    one = about[0] if len(about) == 1 else None
    number = stage.decisions.filter(person=actor.person).count() + 1
    return Decision.objects.create(
        stage=stage,
        draft=stage.review.draft,
        person=actor.person,
        for_person=covered,
        number=number,
        verdict=verdict,
        reasons=words.reasons,
        comment=words.comment,
        draft_sha256=stage.review.draft.master_id,
        offer_sha256=stage.review.offer_sha256,
        policy_version=stage.rule.version,
        grounds=[_ground(each, consents[each.twin_id]) for each in about],
        consent=consents[one.twin_id] if one else None,
        licence=one.licence if one else None,
        sent_at=at,
        sent_how=how,
        idempotency_key=key,
    )


def _about(stage: Stage) -> list[Portrayal]:
    """Whom a decision in the stage is about: its twin; at the brand all who are in the picture."""
    portrayals = stage.review.draft.portrayals.select_related("twin", "licence").order_by("twin")
    return list(portrayals.filter(twin=stage.twin) if stage.twin_id else portrayals)


def _ground(portrayal: Portrayal, consent: Consent | None) -> dict[str, object]:
    return {
        "twin": str(portrayal.twin_id),
        "consent": str(consent.pk) if consent else None,
        "consent_version": consent.version if consent else None,
        "licence": str(portrayal.licence_id),
    }


def _pin(
    draft: Draft, decision: Decision, actor: User, pins: Sequence[Place], at: datetime
) -> None:
    for place in pins:
        policies.check_lies_in_the_picture(place.x, place.width)
        policies.check_lies_in_the_picture(place.y, place.height)
        Pin.objects.create(
            draft=draft,
            decision=decision,
            person=actor.person,
            x=place.x,
            y=place.y,
            width=place.width,
            height=place.height,
            text=place.text or decision.comment or why.in_short(decision.reasons) or "—",
            at=at,
        )


def _let_stand(stage: Stage) -> None:
    """What its people have said stands as it is: they are asked no more (RULINGS 14)."""
    stage.needs = len(quorum.said_yes(stage))
    stage.state = STAGE.step(stage.state, Verdict.YES).target
    stage.save(update_fields=["needs", "state"])


def _record(
    decision: Decision, actor: User, at: datetime, phone_said: datetime | None, among: int
) -> None:
    stage = decision.stage
    trail.record_for_a_side(
        {_chain_of(stage)},
        decision.draft,
        "decision.sent",
        decision,
        person=actor.person,
        at=at,
        verdict=decision.verdict,
        side=stage.side,
        veil=VEILED | (VERDICT if stage.review.policy.first_unseen else frozenset()),
        picture=decision.draft_sha256,
        offer=decision.offer_sha256,
        how=decision.sent_how,
        reasons=decision.reasons,
        said=why.said_sha256(decision),
        instead_of=str(decision.for_person_id) if decision.for_person_id else None,
        phone_said=phone_said.isoformat() if phone_said else None,
        **({"among": among} if among > 1 else {}),
    )


def _apply(stage: Stage, verdict: str, actor: User | None, at: datetime) -> None:
    """What one verdict does to its stage and to the round."""
    if verdict == Verdict.YES and not quorum.is_reached(stage):
        return  # others of this side are asked as well
    stage.state = STAGE.step(stage.state, verdict).target
    stage.save(update_fields=["state"])
    review = stage.review
    if verdict == Verdict.NO:
        _close_all(stage, "refuse", "refuse", actor, at)
    elif verdict == Verdict.CHANGE:
        _close_all(stage, "change", "end", actor, at)
    elif review.stages.exclude(state=StageState.YES).exists():
        _ask_next(review, at)
    else:
        _close(review, "agree", stage, actor, at)


def _close_all(stage: Stage, how: str, others: str, actor: User | None, at: datetime) -> None:
    """Close the round, and the picture's other rounds: it is one picture, and so is the answer."""
    review = stage.review
    _close(review, how, stage, actor, at)
    for other in review.draft.reviews.filter(state__in=STANDING):
        _close(other, others, stage, actor, at)


def _close(review: Review, how: str, by: Stage, actor: User | None, at: datetime) -> None:
    """Close a round with the answer of the stage ``by``."""
    move = REVIEW.step(review.state, how)
    review.state, review.closed_at = move.target, at
    review.save(update_fields=["state", "closed_at"])
    trail.record_for_a_side(
        {_chain_of(by)},
        review.draft,
        move.audit,
        review,
        person=actor.person if actor else None,
        at=at,
        side=by.side,
    )


def _chain_of(stage: Stage) -> UUID:
    """The trail of the side that a stage asks: an organisation's, or the model's own."""
    if stage.organisation_id is not None:
        return stage.organisation_id
    assert stage.twin is not None  # noqa: S101 - a constraint keeps it
    return stage.twin.owner_id


def _order_new_version(
    draft: Draft, words: Words, pins: Sequence[Place], actor: User, at: datetime
) -> str:
    """Order a version with what was asked. Refused, the verdict stands: return the sentence."""
    said = [words.comment] if words.comment else []
    asked = [*words.reasons, *said, *(place.text for place in pins if place.text)]
    twins = [each.twin for each in draft.portrayals.select_related("twin")]
    try:
        order_run(
            brief=draft.brief, twins=twins, count=1, actor=actor, at=at, parent=draft, asked=asked
        )
    except DomainError as error:
        return error.sentence
    return ""
