"""Whom a round asks: which policy counts for it, and what each stage needs of whom, until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from approvals.models import Portrayal, Review, ReviewPolicy, Side, Stage
from portal.instants import after_business_hours
from portal.models import Organisation
from twins.models import Licence, Representation, Twin


def policy_of(
    portrayals: Sequence[Portrayal], agencies: dict[UUID, list[Organisation]]
) -> ReviewPolicy:
    """Return the policy of a new round: the first agency's for the licence, else its default.

    The mother agency's comes before another's; where no agency has one, Twinset's own counts.
    """
    for portrayal in portrayals:
        for agency in agencies[portrayal.pk]:
            found = rule_of(agency, portrayal.licence)
            if found is not None:
                return found
    of_site = ReviewPolicy.objects.filter(agency__isnull=True, licence__isnull=True)
    return of_site.newest_first().first() or ReviewPolicy.objects.create(version=1)


def rule_of(agency: Organisation, licence: Licence) -> ReviewPolicy | None:
    """Return what the agency says of a licence: its policy for it, else its default; the newest."""
    policies = ReviewPolicy.objects
    for_it = policies.of_licence(agency, licence).newest_first().first()
    return for_it or policies.default_of(agency).newest_first().first()


def seat_brand(review: Review, brand: Organisation) -> Stage:
    """Give the brand its place."""
    return _seat(review, Side.BRAND, brand, None, needs=review.policy.brand_needs)


def seat_agency(review: Review, agency: Organisation, twin: Twin, licence: Licence) -> Stage:
    """Give an agency its place, by its own rule: of two, each says who answers for it."""
    stage = _seat(review, Side.AGENCY, agency, twin)
    return _apply_rule(stage, agency, licence)


def seat_model(review: Review, twin: Twin) -> Stage:
    """Give the model her place: she alone fills it."""
    return _seat(review, Side.MODEL, None, twin)


def hand_over(stage: Stage, agency: Organisation, licence: Licence, at: datetime) -> Stage:
    """Let an unanswered stage be another agency's, by that one's rule (RULINGS 14).

    It is told of and has its deadline as if it were asked now.
    """
    stage.organisation, stage.told_at = agency, None
    if stage.asked_at is not None:
        stage.asked_at = at
        set_deadline(stage, stage.review.policy, at)
    stage.save()
    return _apply_rule(stage, agency, licence)


def set_deadline(stage: Stage, policy: ReviewPolicy, at: datetime) -> None:
    """Say until when a stage that is asked at ``at`` has time, and when it is reminded of."""
    stage.due_at = due_at(stage, policy, at)
    stage.remind_at = next_reminder(stage.due_at, policy.remind_hours, at)
    stage.escalated_at = None


def next_reminder(due: datetime | None, hours: Sequence[int], at: datetime) -> datetime | None:
    """Return when to remind of a deadline next, by the clock; None when all is said.

    Of the reminders that were missed the last is still due.
    """
    if due is None or not hours:
        return None
    moments = sorted(due - timedelta(hours=each) for each in hours)
    ahead = [each for each in moments if each > at]
    return ahead[0] if ahead else None


def due_at(stage: Stage, policy: ReviewPolicy, at: datetime) -> datetime | None:
    """Return until when a stage that is asked at ``at`` has time; None for as long as it takes.

    In the business hours of the organisation that must act; of the model's agency, for her
    (RULINGS 10).
    """
    hours = policy.hours_of(stage.side)
    return after_business_hours(at, hours, _zone(stage, policy, at)) if hours else None


def _zone(stage: Stage, policy: ReviewPolicy, at: datetime) -> str:
    if stage.organisation is not None:
        return str(stage.organisation.time_zone)
    acting = Representation.objects.in_force(at).filter(twin=stage.twin)
    mother = acting.select_related("agency").order_by("-is_mother", "pk").first()
    if mother is not None:
        return str(mother.agency.time_zone)
    return str(policy.agency.time_zone) if policy.agency else "UTC"


def _seat(
    review: Review, side: str, organisation: Organisation | None, twin: Twin | None, needs: int = 1
) -> Stage:
    return Stage.objects.create(
        review=review,
        side=side,
        place=review.policy.place_of(side),
        organisation=organisation,
        twin=twin,
        needs=needs,
    )


def _apply_rule(stage: Stage, agency: Organisation, licence: Licence) -> Stage:
    rule = rule_of(agency, licence)
    stage.needs = rule.agency_needs if rule else 1
    stage.save(update_fields=["needs"])
    stage.people.set(rule.agency_people.all() if rule else [])
    return stage
