"""What a policy says, in sentences."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from approvals.actions.policy import ORDERS, Rule
from approvals.models import ReviewPolicy
from approvals.web.policy_form import IN_WORDS
from portal.models import Person


def rule_of(policy: ReviewPolicy) -> Rule:
    """Return what a version says, as it would be set again."""
    places = (policy.brand_place, policy.agency_place, policy.model_place)
    return Rule(
        order=next(name for name, order in ORDERS.items() if order == places),
        brand_needs=policy.brand_needs,
        agency_needs=policy.agency_needs,
        agency_people=list(policy.agency_people.select_related("user")),
        brand_hours=policy.brand_hours,
        agency_hours=policy.agency_hours,
        model_hours=policy.model_hours,
        remind_hours=policy.remind_hours,
        escalates_to=policy.escalates_to,
        first_unseen=policy.first_unseen,
        author_may_judge=policy.author_may_judge,
        counts_guests=policy.counts_guests,
    )


def sentences(rule: Rule) -> list[str]:
    """Return a rule as a person reads it; the model's part is the same in each."""
    return [
        f"{IN_WORDS[rule.order]}.",
        *_of_brand(rule),
        _of_agency(rule),
        _("The model gives her own yes herself, always."),
        *_of_time(rule),
        *([_("Each speaks before reading what others beside her said.")] * rule.first_unseen),
    ]


def _of_brand(rule: Rule) -> list[str]:
    said = [
        ngettext(
            "%(count)s person of the brand must say yes.",
            "%(count)s people of the brand must say yes.",
            rule.brand_needs,
        )
        % {"count": rule.brand_needs}
    ]
    if not rule.author_may_judge:
        said.append(_("Who wrote the brief is none of them."))
    if rule.counts_guests:
        said.append(_("The brand's yes waits for each of its guests; one no of theirs stops it."))
    return said


def _of_agency(rule: Rule) -> str:
    names = _names(rule.agency_people)
    if rule.agency_needs == 0:
        return _("At the agency all of these must say yes: %(names)s.") % {"names": names}
    if names:
        words = ngettext(
            "At the agency %(count)s of these must say yes: %(names)s.",
            "At the agency %(count)s of these must say yes: %(names)s.",
            rule.agency_needs,
        )
        return words % {"count": rule.agency_needs, "names": names}
    words = ngettext(
        "At the agency %(count)s person who may agree for the model must say yes.",
        "At the agency %(count)s people who may agree for the model must say yes.",
        rule.agency_needs,
    )
    return words % {"count": rule.agency_needs}


def _of_time(rule: Rule) -> list[str]:
    sides = (
        (_("The brand"), rule.brand_hours),
        (_("The agency"), rule.agency_hours),
        (_("The model"), rule.model_hours),
    )
    said = [
        ngettext(
            "%(side)s has %(hours)s business hour to answer.",
            "%(side)s has %(hours)s business hours to answer.",
            hours,
        )
        % {"side": side, "hours": hours}
        for side, hours in sides
        if hours
    ]
    said.append(
        _("Nobody has longer than until the day for which the brief wants its pictures.")
        if said
        else _(
            "Each has time until the day for which the brief wants its pictures, if it names one."
        )
    )
    if rule.remind_hours:
        hours = ", ".join(str(each) for each in sorted(set(rule.remind_hours), reverse=True))
        said.append(_("Reminders go out so many hours before: %(hours)s.") % {"hours": hours})
    if rule.escalates_to is not None:
        said.append(_("When the time is over %(name)s is told.") % {"name": rule.escalates_to})
    said.append(_("A deadline never agrees to anything."))
    return said


def _names(people: Sequence[Person]) -> str:
    return ", ".join(sorted(str(person) for person in people))
