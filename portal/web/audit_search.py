"""What is looked for in a trail, and one page of what was found."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal import audit_words
from portal.audit_words import Words
from portal.instants import end_of, start_of
from portal.models import AuditEvent
from portal.models.audit import AuditEventQuerySet
from portal.web.audit_trails import Trail

ON_PAGE = 50


class _Day(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _acts() -> list[tuple[str, str]]:
    return _choices({name: act.called for name, act in audit_words.acts().items()})


def _kinds() -> list[tuple[str, str]]:
    return _choices(audit_words.objects())


def _choices(words: Mapping[str, Words]) -> list[tuple[str, str]]:
    """All words in the order of the reader's alphabet, after none."""
    found = [(name, str(word)) for name, word in words.items()]
    return [("", _("any")), *sorted(found, key=lambda choice: choice[1].lower())]


class AuditSearch(forms.Form):
    """Who, to what, which act, from when to when; whatever is empty is not asked for."""

    who = forms.CharField(label=gettext_lazy("Person"), required=False, max_length=100)
    act = forms.ChoiceField(label=gettext_lazy("Act"), required=False, choices=_acts)
    kind = forms.ChoiceField(label=gettext_lazy("Done to"), required=False, choices=_kinds)
    object = forms.CharField(label=gettext_lazy("Its id"), required=False, max_length=64)
    since = forms.DateField(label=gettext_lazy("From"), required=False, widget=_Day)
    until = forms.DateField(label=gettext_lazy("Until"), required=False, widget=_Day)

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it begins."""
        found = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the first day."))
        return found

    def is_empty(self) -> bool:
        """Say whether nothing is asked for."""
        return not any(self.cleaned_data.values())

    def events(self, trail: Trail) -> AuditEventQuerySet:
        """Return the events of ``trail`` that are asked for. Days are whole, both are included."""
        asked = self.cleaned_data
        found = AuditEvent.objects.in_chain(trail.id).about(asked["kind"], asked["object"].strip())
        if asked["who"]:
            found = found.by_somebody_called(asked["who"].strip())
        if asked["act"]:
            found = found.doing(asked["act"])
        if asked["since"]:
            found = found.since(start_of(asked["since"], trail.zone))
        if asked["until"]:
            found = found.before(end_of(asked["until"], trail.zone))
        return found


@dataclass(frozen=True)
class Page:
    """Some events, the newest first; the numbers from which the pages beside it go on, or 0."""

    events: list[AuditEvent]
    newer: int = 0
    older: int = 0


def page_of(found: AuditEventQuerySet, *, older: int = 0, newer: int = 0) -> Page:
    """Return the page that ends before the event ``older``, or begins after ``newer``."""
    if newer:
        rows = list(found.newer_than(newer).oldest_first()[: ON_PAGE + 1])
        shown = rows[:ON_PAGE][::-1]
        return Page(shown, _first(shown) if len(rows) > ON_PAGE else 0, _first(shown[::-1]))
    rows = list((found.older_than(older) if older else found).newest_first()[: ON_PAGE + 1])
    shown = rows[:ON_PAGE]
    return Page(
        shown, _first(shown) if older else 0, _first(shown[::-1]) if len(rows) > ON_PAGE else 0
    )


def _first(events: Iterable[AuditEvent]) -> int:
    return next((event.number for event in events), 0)
