"""Say who must agree to pictures of an agency's models: each time a new version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from approvals import policies
from approvals.models import ReviewPolicy
from approvals.models.policy import MOST_HOURS, MOST_PEOPLE, REMINDERS
from approvals.models.review import JUDGING
from portal import access, audit
from portal.errors import Conflict, Invalid
from portal.models import Organisation, Person, User
from twins.models import Licence

ORDERS: dict[str, tuple[int, int, int]] = {
    "brand-then-both": (1, 2, 2),
    "one-by-one": (1, 2, 3),
    "agency-first": (2, 1, 3),
    "agency-then-both": (2, 1, 2),
    "model-last": (1, 1, 2),
    "together": (1, 1, 1),
}
"""Every order that there is, as places of brand, agency and model: nobody can be left out, and the
model is last or beside the others (RULINGS 2)."""
MOST_REMINDERS = 5


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What a policy says. ``agency_needs`` nought: all who are named.

    Deadlines are in business hours; reminders come so many hours before them by the clock.
    """

    order: str = "brand-then-both"
    brand_needs: int = 1
    agency_needs: int = 1
    agency_people: Sequence[Person] = ()
    brand_hours: int | None = None
    agency_hours: int | None = None
    model_hours: int | None = None
    remind_hours: Sequence[int] = REMINDERS
    escalates_to: Person | None = None
    first_unseen: bool = False
    author_may_judge: bool = True
    counts_guests: bool = False


@transaction.atomic
def set_policy(
    *,
    agency: Organisation,
    rule: Rule,
    actor: User,
    at: datetime,
    licence: Licence | None = None,
    after: int | None = None,
) -> ReviewPolicy:
    """Make ``rule`` the agency's policy: for one licence, or for all that have none of their own.

    Rounds that run keep theirs. ``after`` is the version that the actor saw. Raises ``NotAllowed``
    without the right, ``Invalid`` for a rule that cannot be kept, ``Conflict`` where somebody
    else set a version meanwhile or the licence is not this agency's.
    """
    agency = Organisation.objects.select_for_update(no_key=True).get(pk=agency.pk)
    policies.check_may_set_policies(actor, agency)
    _check_is_hers(licence, agency)
    _check(rule, agency)
    newest = _newest(agency, licence)
    version = newest.version if newest else 0
    if after is not None and after != version:
        raise Conflict(_("Somebody else changed this meanwhile. Please look again."))
    brand, of_agency, model = ORDERS[rule.order]
    policy = ReviewPolicy.objects.create(
        agency=agency,
        licence=licence,
        version=version + 1,
        brand_place=brand,
        agency_place=of_agency,
        model_place=model,
        brand_needs=rule.brand_needs,
        agency_needs=rule.agency_needs,
        brand_hours=rule.brand_hours,
        agency_hours=rule.agency_hours,
        model_hours=rule.model_hours,
        remind_hours=sorted(set(rule.remind_hours), reverse=True),
        escalates_to=rule.escalates_to,
        first_unseen=rule.first_unseen,
        author_may_judge=rule.author_may_judge,
        counts_guests=rule.counts_guests,
        set_by=actor.person,
        set_at=at,
    )
    policy.agency_people.set(rule.agency_people)
    audit.record(
        chains=[agency.pk],
        person=actor.person,
        at=at,
        act="policy.set",
        subject=policy,
        version=policy.version,
        licence=str(licence.pk) if licence else None,
    )
    return policy


def _newest(agency: Organisation, licence: Licence | None) -> ReviewPolicy | None:
    """The version that counts."""
    policies_ = ReviewPolicy.objects
    found = policies_.of_licence(agency, licence) if licence else policies_.default_of(agency)
    return found.newest_first().first()


def _check_is_hers(licence: Licence | None, agency: Organisation) -> None:
    if licence is not None and not licence.parts.filter(agency=agency).exists():
        raise Conflict(_("This licence is not your agency's."))


def _check(rule: Rule, agency: Organisation) -> None:
    if rule.order not in ORDERS:
        raise Invalid(_("Choose in which order the three sides are asked."))
    if not 1 <= rule.brand_needs <= MOST_PEOPLE or not 0 <= rule.agency_needs <= MOST_PEOPLE:
        raise Invalid(
            _("At most %(most)s people of one side can be needed.") % {"most": MOST_PEOPLE}
        )
    _check_people(rule, agency)
    _check_hours(rule)


def _check_people(rule: Rule, agency: Organisation) -> None:
    able = set(able_to_judge(agency).values_list("person", flat=True))
    if not {person.pk for person in rule.agency_people} <= able:
        raise Invalid(_("Name people who may agree to pictures for your agency."))
    if rule.agency_needs == 0 and not rule.agency_people:
        raise Invalid(_("Name the people of whom all must agree."))
    most = len(rule.agency_people) or len(able)
    if rule.agency_needs > most:
        raise Invalid(
            _("%(needed)s people are needed, and only %(there)s can agree for your agency.")
            % {"needed": rule.agency_needs, "there": most}
        )
    members = set(access.members_of(agency).values_list("person", flat=True))
    if rule.escalates_to is not None and rule.escalates_to.pk not in members:
        raise Invalid(_("Choose somebody of your agency who is told when a deadline has passed."))


def _check_hours(rule: Rule) -> None:
    hours = [each for each in (rule.brand_hours, rule.agency_hours, rule.model_hours) if each]
    if any(not 1 <= each <= MOST_HOURS for each in hours):
        raise Invalid(
            _("A deadline lies 1 to %(most)s business hours ahead.") % {"most": MOST_HOURS}
        )
    if len(set(rule.remind_hours)) > MOST_REMINDERS:
        raise Invalid(_("At most %(most)s reminders can be sent.") % {"most": MOST_REMINDERS})
    if any(not 1 <= each <= MOST_HOURS for each in rule.remind_hours):
        raise Invalid(_("A reminder comes an hour or more before the deadline."))


def able_to_judge(agency: Organisation) -> QuerySet[User]:
    """Return the members who may agree to pictures for the agency: to all, or of one model."""
    return access.members_with(agency, JUDGING)
