"""What is typed to give a right: to whom, which, until when, and why."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.actions.grant import Holder, Thing
from portal.models import Organisation, Role, User
from portal.roles import EVERY_RIGHT
from portal.web.rights_words import phrase, role_name

MOST_PEOPLE = 500


class Day(forms.DateInput):
    """A day, with the browser's own calendar, which offers the days of ``day_offers`` first."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"list": "days"})


class GiveForm(forms.Form):
    """One holder, one right or more over one thing. Whether it may be is for the act to say."""

    to = forms.ChoiceField(label=gettext_lazy("Who"))
    rights = forms.MultipleChoiceField(
        label=pgettext_lazy("a right", "May"), widget=forms.CheckboxSelectMultiple
    )
    until = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=Day(),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Stands beside the right, for whoever wonders later."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        over: Thing,
        organisation: Organisation,
        codenames: Sequence[str],
        people: Iterable[User],
        roles: Iterable[Role],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        holders: list[Holder] = [*people, *roles]
        self.holders = {key_of(each): each for each in holders}
        named = [(key, _called(each), isinstance(each, Role)) for key, each in self.holders.items()]
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a person or a role")),
            (_("People"), [(key, name) for key, name, is_role in named if not is_role]),
            (_("Everybody with a role"), [(key, name) for key, name, is_role in named if is_role]),
        ]
        self.fields["until"].help_text = _(
            "Leave it empty to let it last until it is taken back. One month: until %(day)s."
        ) % {"day": date_format(_in(30), "DATE_FORMAT")}
        self.fields["rights"].choices = [  # type: ignore[attr-defined]
            (name, capfirst(phrase(EVERY_RIGHT[name], over, organisation))) for name in codenames
        ]

    def holder(self) -> Holder:
        """Return who was chosen."""
        return self.holders[self.cleaned_data["to"]]


def key_of(holder: Holder) -> str:
    """Return what a form calls this person or role."""
    return f"role-{holder.pk}" if isinstance(holder, Role) else f"person-{holder.pk}"


def pk_in(key: str, kind: str) -> UUID | None:
    """Return the id in a key of that kind; nothing if it is none."""
    before, _dash, rest = key.partition("-")
    try:
        return UUID(rest) if before == kind else None
    except ValueError:
        return None


def day_offers() -> list[tuple[str, str]]:
    """Return the last days that a calendar may offer: ISO, and how long that is."""
    spans = ((7, _("one week")), (30, _("one month")), (91, _("three months")))
    return [(_in(days).isoformat(), words) for days, words in spans]


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _called(holder: Holder) -> str:
    return role_name(holder) if isinstance(holder, Role) else str(holder)
