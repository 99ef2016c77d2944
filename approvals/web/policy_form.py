"""The form in which an agency says who must agree: every order in it asks all three sides."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from approvals.actions.policy import ORDERS, Rule, able_to_judge
from approvals.models import ReviewPolicy
from approvals.models.policy import MOST_HOURS, MOST_PEOPLE, REMINDERS
from portal import access
from portal.models import Organisation, User

IN_WORDS = {
    "brand-then-both": gettext_lazy("The brand first, then agency and model side by side"),
    "one-by-one": gettext_lazy("The brand, then the agency, then the model"),
    "agency-first": gettext_lazy("The agency, then the brand, then the model"),
    "agency-then-both": gettext_lazy("The agency first, then brand and model side by side"),
    "model-last": gettext_lazy("Brand and agency side by side, then the model"),
    "together": gettext_lazy("All three at once"),
}
RULES = (
    ("one", gettext_lazy("One person")),
    ("number", gettext_lazy("A number of people")),
    ("all", gettext_lazy("Everybody who is named below")),
)


def _hours(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=MOST_HOURS)


class PolicyForm(forms.Form):
    """What an agency may say of who must agree."""

    order = forms.ChoiceField(
        label=gettext_lazy("Who is asked when"),
        choices=[(name, IN_WORDS[name]) for name in ORDERS],
        widget=forms.RadioSelect,
        initial="brand-then-both",
    )
    brand_needs = forms.IntegerField(
        label=gettext_lazy("So many people of the brand must say yes"),
        min_value=1,
        max_value=MOST_PEOPLE,
        initial=1,
    )
    author_may_judge = forms.BooleanField(
        label=gettext_lazy("Who wrote the brief may give the brand's yes"),
        required=False,
        initial=True,
    )
    counts_guests = forms.BooleanField(
        label=gettext_lazy("The brand's yes waits for its guests' opinions"), required=False
    )
    agency_rule = forms.ChoiceField(
        label=gettext_lazy("At the agency a yes needs"),
        choices=RULES,
        widget=forms.RadioSelect,
        initial="one",
    )
    agency_number = forms.IntegerField(
        label=gettext_lazy("So many people"), required=False, min_value=1, max_value=MOST_PEOPLE
    )
    agency_people = forms.ModelMultipleChoiceField(
        User.objects.none(),
        label=gettext_lazy("Only these people answer for the agency"),
        help_text=gettext_lazy(
            "Nobody ticked: everybody who may agree to pictures of the model. Who is named needs "
            "the right as well."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    brand_hours = _hours(gettext_lazy("The brand"))
    agency_hours = _hours(gettext_lazy("The agency"))
    model_hours = _hours(gettext_lazy("The model"))
    remind_hours = forms.CharField(
        label=gettext_lazy("Remind so many hours before"),
        help_text=gettext_lazy("Numbers with commas, such as 24, 4."),
        required=False,
        max_length=60,
        initial=", ".join(map(str, REMINDERS)),
    )
    escalates_to = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("When the time is over, tell"),
        empty_label=gettext_lazy("nobody but who is waited for"),
        required=False,
    )
    first_unseen = forms.BooleanField(
        label=gettext_lazy("Nobody reads what others asked beside them said before they spoke"),
        required=False,
    )

    def __init__(self, *args: Any, agency: Organisation, **more: Any) -> None:
        super().__init__(*args, **more)
        people: Any = self.fields["agency_people"]
        people.queryset = able_to_judge(agency)
        told: Any = self.fields["escalates_to"]
        told.queryset = access.members_of(agency)

    def clean_remind_hours(self) -> list[int]:
        """Return the numbers that were typed."""
        typed = str(self.cleaned_data["remind_hours"])
        parts = [each for each in re.split(r"[\s,;]+", typed) if each]
        if not all(each.isascii() and each.isdigit() and len(each) <= 4 for each in parts):  # noqa: PLR2004 - no hour is longer
            raise forms.ValidationError(_("Write hours as numbers with commas, such as 24, 4."))
        return [int(each) for each in parts]

    def clean(self) -> dict[str, Any]:
        """Ask for the number where a number is meant."""
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("agency_rule") == "number" and not typed.get("agency_number"):
            self.add_error("agency_number", _("Say how many people."))
        return typed

    def rule(self) -> Rule:
        """Return what was said; the form was found valid."""
        typed = self.cleaned_data
        escalates = typed["escalates_to"]
        return Rule(
            order=typed["order"],
            brand_needs=typed["brand_needs"],
            agency_needs=_needs(typed["agency_rule"], typed["agency_number"]),
            agency_people=[user.person for user in typed["agency_people"].select_related("person")],
            brand_hours=typed["brand_hours"],
            agency_hours=typed["agency_hours"],
            model_hours=typed["model_hours"],
            remind_hours=typed["remind_hours"],
            escalates_to=escalates.person if escalates else None,
            first_unseen=typed["first_unseen"],
            author_may_judge=typed["author_may_judge"],
            counts_guests=typed["counts_guests"],
        )


def typed_of(policy: ReviewPolicy | None) -> dict[str, Any]:
    """Return how the form is filled in for a policy; for none, as Twinset's own is."""
    if policy is None:
        return {}
    places = (policy.brand_place, policy.agency_place, policy.model_place)
    people = list(policy.agency_people.values_list("user", flat=True))
    return {
        "order": next((name for name, order in ORDERS.items() if order == places), None),
        "brand_needs": policy.brand_needs,
        "author_may_judge": policy.author_may_judge,
        "counts_guests": policy.counts_guests,
        "agency_rule": {0: "all", 1: "one"}.get(policy.agency_needs, "number"),
        "agency_number": policy.agency_needs if policy.agency_needs > 1 else None,
        "agency_people": people,
        "brand_hours": policy.brand_hours,
        "agency_hours": policy.agency_hours,
        "model_hours": policy.model_hours,
        "remind_hours": ", ".join(map(str, policy.remind_hours)),
        "escalates_to": getattr(getattr(policy.escalates_to, "user", None), "pk", None),
        "first_unseen": policy.first_unseen,
    }


def _needs(rule: str, number: int | None) -> int:
    return {"all": 0, "one": 1}.get(rule, number or 1)
