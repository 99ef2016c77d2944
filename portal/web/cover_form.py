"""What is typed to name a colleague: for whom, who, from when to when."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal import access
from portal.actions.cover import Period
from portal.models import Organisation, User

MOST_NAMES = 50
"""So many colleagues stand in the list; whoever is not among them is found by name."""


class Input(forms.DateTimeInput):
    """A day or a time, with the browser's own chooser; ISO as that asks for."""

    def __init__(self, kind: str, written: str) -> None:
        self.input_type = kind
        super().__init__(format=written)


class CoverForm(forms.Form):
    """Which covers can be named is for the act to say."""

    covered = forms.ModelChoiceField(User.objects.none(), label=_("Who is away"), empty_label=None)
    colleague = forms.ModelChoiceField(User.objects.none(), label=_("Who decides instead"))
    first = forms.DateField(label=_("First day"), widget=Input("date", "%Y-%m-%d"))
    from_time = forms.TimeField(
        label=pgettext_lazy("time of day", "From"), required=False, widget=Input("time", "%H:%M")
    )
    last = forms.DateField(label=_("Last day"), widget=Input("date", "%Y-%m-%d"))
    until_time = forms.TimeField(
        label=pgettext_lazy("time of day", "Until"), required=False, widget=Input("time", "%H:%M")
    )

    def __init__(
        self,
        sent: QueryDict | None = None,
        *,
        organisation: Organisation,
        user: User,
        at: datetime,
        query: str = "",
        typed: dict[str, Any] | None = None,
    ) -> None:
        today = at.astimezone(ZoneInfo(organisation.time_zone)).date()
        initial = {"first": today, "covered": user.pk} | (typed or {})
        super().__init__(sent, initial=initial)
        self._fill(organisation, user, query)
        for name in ("first", "last"):
            self.fields[name].widget.attrs["min"] = today.isoformat()

    def _fill(self, organisation: Organisation, user: User, query: str) -> None:
        away = access.holds_what_can_be_covered(organisation)
        if not access.holds(user, "manage_people", organisation):
            away = away.filter(pk=user.pk)
        self.away = list(away)
        everybody = access.members_of(organisation)
        _choose(self.fields["covered"], away, self.away)
        found = list(_named(everybody, query)[: MOST_NAMES + 1])
        self.more, self.nobody = len(found) > MOST_NAMES, not found
        _choose(self.fields["colleague"], everybody, found[:MOST_NAMES], ("", _("Choose…")))

    def period(self) -> Period:
        """Return the time that was typed."""
        typed = self.cleaned_data
        return Period(
            first=typed["first"],
            last=typed["last"],
            from_time=typed["from_time"],
            until_time=typed["until_time"],
        )


def _named(people: QuerySet[User], query: str) -> QuerySet[User]:
    if not query:
        return people
    return people.filter(Q(name__icontains=query) | Q(known_as__icontains=query))


def _choose(
    field: forms.Field, may_be: QuerySet[User], listed: list[User], *first: tuple[str, object]
) -> None:
    """Let the field be any of ``may_be``, and show ``listed``."""
    field.queryset = may_be  # type: ignore[attr-defined]
    field.widget.choices = [*first, *((each.pk, str(each)) for each in listed)]
