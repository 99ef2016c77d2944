"""Whom a round asks: which policy counts for it, and what each stage needs of whom, until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from approvals.models import Portrayal, Review, ReviewPolicy, Side, Stage
from approvals.models.policy import REMINDERS
from portal.instants import after_business_hours
from portal.models import Organisation
from twins.models import Licence, Representation, Twin

WORKING_DAY = 9
"""So many business hours has who is asked after the day for which the brief wants its pictures."""


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
    return _of_site()


def rule_of(agency: Organisation, licence: Licence) -> ReviewPolicy | None:
    """Return what the agency says of a licence: its policy for it, else its default; the newest."""
    policies = ReviewPolicy.objects
    for_it = policies.of_licence(agency, licence).newest_first().first()
    return for_it or policies.default_of(agency).newest_first().first()


def seat_brand(review: Review, brand: Organisation) -> Stage:
    """Give the brand its place, by the round's rule."""
    return _seat(
        review, Side.BRAND, brand, None, rule=review.policy, needs=review.policy.brand_needs
    )


def seat_agency(review: Review, agency: Organisation, twin: Twin, licence: Licence) -> Stage:
    """Give an agency its place, by its own rule: of two, each says who answers for it."""
    rule = rule_of(agency, licence) or _of_site()
    return _apply_rule(_seat(review, Side.AGENCY, agency, twin, rule=rule), rule)


def seat_model(review: Review, portrayal: Portrayal, agencies: Sequence[Organisation]) -> Stage:
    """Give the model her place, by the rule of her own agency: she alone fills it."""
    rule = policy_of([portrayal], {portrayal.pk: list(agencies)})
    return _seat(review, Side.MODEL, None, portrayal.twin, rule=rule)


def hand_over(stage: Stage, agency: Organisation, licence: Licence, at: datetime) -> Stage:
    """Let an unanswered stage be another agency's, by that one's rule (RULINGS 14).

    It is told of and has its deadline as if it were asked now.
    """
    stage.organisation, stage.told_at = agency, None
    stage.policy = rule = rule_of(agency, licence) or _of_site()
    if stage.asked_at is not None:
        stage.asked_at = at
        set_deadline(stage, at)
    stage.save()
    return _apply_rule(stage, rule)


def set_deadline(stage: Stage, at: datetime) -> None:
    """Say until when a stage that is asked at ``at`` has time, and when it is reminded of."""
    stage.due_at = due_at(stage, at)
    stage.remind_at = next_reminder(stage.due_at, stage.rule.remind_hours, at)
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


def due_at(stage: Stage, at: datetime) -> datetime | None:
    """Return until when a stage that is asked at ``at`` has time; None for as long as it takes.

    By the stage's rule or by the day for which the brief wants its pictures, whichever is earlier:
    in the business hours of the organisation that must act; of the model's agency, for her
    (RULINGS 10). Who is asked once that day is over has a working day, where no rule says more.
    """
    hours, wanted = stage.rule.hours_of(stage.side), stage.review.draft.brief.due_at
    is_over = wanted is not None and wanted <= at
    if hours is None and is_over:
        hours = WORKING_DAY
    by_rule = after_business_hours(at, hours, _zone(stage, at)) if hours else None
    return min((each for each in (by_rule, None if is_over else wanted) if each), default=None)


def _zone(stage: Stage, at: datetime) -> str:
    if stage.organisation is not None:
        return str(stage.organisation.time_zone)
    acting = Representation.objects.in_force(at).filter(twin=stage.twin)
    mother = acting.select_related("agency").order_by("-is_mother", "pk").first()
    if mother is not None:
        return str(mother.agency.time_zone)
    agency = stage.rule.agency
    return str(agency.time_zone) if agency else "UTC"


def _of_site() -> ReviewPolicy:
    """Twinset's own rule."""
    of_site = ReviewPolicy.objects.filter(agency__isnull=True, licence__isnull=True)
    found = of_site.newest_first().first()
    return found or ReviewPolicy.objects.create(version=1, remind_hours=list(REMINDERS))


def _seat(
    review: Review,
    side: str,
    organisation: Organisation | None,
    twin: Twin | None,
    *,
    rule: ReviewPolicy,
    needs: int = 1,
) -> Stage:
    return Stage.objects.create(
        review=review,
        side=side,
        place=review.policy.place_of(side),
        organisation=organisation,
        twin=twin,
        policy=rule,
        needs=needs,
    )


def _apply_rule(stage: Stage, rule: ReviewPolicy) -> Stage:
    stage.needs = rule.agency_needs
    stage.save(update_fields=["needs"])
    stage.people.set(rule.agency_people.all())
    return stage
