"""What a model agrees to, as she ticks it: nothing is chosen for her the first time."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from approvals.web import brief_words as words
from approvals.web.brief_form import Day, many, one
from approvals.web.twin_words import PURPOSES
from portal.instants import last_day
from twins.actions.consent import Statement
from twins.generators.registry import PEOPLE
from twins.models import Consent, Twin
from twins.terms import CONTEXTS, Purpose

YES_NO = (("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")))
FIRST_YEAR = timedelta(days=364)


class ConsentForm(forms.Form):
    """One yes or no for each purpose, and the limits. Whether it can be signed is for the act."""

    storage = one(YES_NO, label=PURPOSES[Purpose.STORAGE])
    making = one(YES_NO, label=PURPOSES[Purpose.MAKING])
    likeness = one(
        YES_NO,
        label=PURPOSES[Purpose.LIKENESS],
        help_text=gettext_lazy("Measurements of a face are special: they need a yes of their own."),
    )
    listing = one(YES_NO, label=PURPOSES[Purpose.LISTING])
    training = one(
        YES_NO,
        label=PURPOSES[Purpose.TRAINING],
        help_text=gettext_lazy("Nothing here needs it."),
    )
    generators = many(
        [],
        label=gettext_lazy("Who may make pictures of you"),
        required=False,
        help_text=gettext_lazy("Only these, and nobody else."),
    )
    territories = many(
        words.TERRITORIES.items(),
        label=gettext_lazy("Where they may be used"),
    )
    excluded_contexts = many(
        [(code, words.CONTEXTS[code]) for code in CONTEXTS],
        label=gettext_lazy("Never for"),
        required=False,
        help_text=gettext_lazy("No licence can go around this."),
    )
    starts_on = forms.DateField(label=gettext_lazy("From"), widget=Day())
    ends_on = forms.DateField(
        label=gettext_lazy("Until"),
        widget=Day(),
        help_text=gettext_lazy("Both days are included. You can end it earlier at any time."),
    )
    credit_name = one(
        YES_NO,
        label=gettext_lazy("May your stage name stand beside the pictures?"),
    )
    adviser = forms.CharField(
        label=gettext_lazy("Who advised you"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("A lawyer or a union, if somebody did."),
    )
    after_death = forms.CharField(
        label=gettext_lazy("What should hold after your death"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For instance who may take everything back then."),
    )
    is_adult = forms.BooleanField(label=gettext_lazy("I am 18 or older."))
    identity_confirmed = forms.BooleanField(
        label=gettext_lazy("My agency, or whoever works with me, has seen my identity card.")
    )

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        twin: Twin,
        newest: Consent | None,
        at: datetime,
    ) -> None:
        """``newest``: what counts now; the page begins with her own words of then."""
        zone = newest.zone if newest else str(twin.owner.user.time_zone)
        super().__init__(data, initial=_initial(newest, zone, at))
        self.twin, self.zone = twin, zone
        ways = [(name, words.generator(name)) for name in (*settings.GENERATORS, PEOPLE)]
        self.fields["generators"].choices = ways  # type: ignore[attr-defined]

    @property
    def purposes(self) -> list[forms.BoundField]:
        """The questions that are answered with yes or no."""
        return [self[purpose.value] for purpose in Purpose]

    @property
    def limits(self) -> list[forms.BoundField]:
        """Everything else."""
        asked = {purpose.value for purpose in Purpose}
        return [field for field in self if field.name not in asked]

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be meant."""
        typed = super().clean() or {}
        begins, ends = typed.get("starts_on"), typed.get("ends_on")
        if begins and ends and ends < begins:
            self.add_error("ends_on", _("This is before it begins."))
        if typed.get("making") == "yes" and not typed.get("generators"):
            self.add_error("generators", _("Name at least one, or say no to making pictures."))
        if typed.get("making") == "yes" and typed.get("storage") == "no":
            self.add_error(
                "storage",
                _("Pictures are made from your photographs: without them there are none."),
            )
        return typed

    def statement(self) -> Statement:
        """Return what she signs. Only for a form that is valid."""
        typed = self.cleaned_data
        made_by = tuple(typed["generators"])
        studio = self.twin.studio if PEOPLE in made_by else None
        return Statement(
            purposes=tuple(each.value for each in Purpose if typed[each.value] == "yes"),
            generators=made_by,
            territories=tuple(typed["territories"]),
            excluded_contexts=tuple(typed["excluded_contexts"]),
            starts_on=typed["starts_on"],
            ends_on=typed["ends_on"],
            zone=self.zone,
            credit_name=typed["credit_name"] == "yes",
            processors=(studio.name,) if studio else (),
            storage_place=settings.STORAGE_PLACE,
            language=get_language() or settings.LANGUAGE_CODE,  # in which she reads it
            adviser=typed["adviser"],
            after_death=typed["after_death"],
            is_adult=typed["is_adult"],
            identity_confirmed=typed["identity_confirmed"],
        )


def _initial(newest: Consent | None, zone: str, at: datetime) -> dict[str, Any]:
    """What she said before; the first time nothing but the days."""
    today = at.astimezone(ZoneInfo(zone)).date()
    days = {"starts_on": today, "ends_on": today + FIRST_YEAR}
    if newest is None:
        return days
    terms = newest.terms()
    given = terms.purposes - terms.withdrawn.keys()
    answers = {each.value: "yes" if each in given else "no" for each in Purpose}
    return answers | {
        "generators": newest.generators,
        "territories": newest.territories,
        "excluded_contexts": newest.excluded_contexts,
        "starts_on": today,
        "ends_on": max(last_day(newest.ends_at, zone), today),
        "credit_name": "yes" if newest.credit_name else "no",
        "adviser": newest.adviser,
        "after_death": newest.after_death,
    }
