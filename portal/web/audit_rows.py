"""Events as people read them: names looked up for all at once, never stored with them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from portal import audit_words
from portal.models import AuditEvent, Person
from portal.roles import EVERY_RIGHT, called
from portal.wording import say


@dataclass(frozen=True)
class Row:
    """One event in words."""

    event: AuditEvent
    who: str
    did: str
    kind: str

    @property
    def sentence(self) -> str:
        """The event as a plain sentence, without its full stop."""
        return f"{self.who} {self.did}"

    @property
    def short_id(self) -> str:
        """The first digits of the object's id; they suffice to find it."""
        return self.event.subject_id[:8]


def rows_of(events: Iterable[AuditEvent]) -> list[Row]:
    """Return ``events`` in words, in one query for all names."""
    found = list(events)
    names = _names({pk for event in found for pk in _people_in(event)})
    return [
        Row(event, _who(event, names), _did(event, names), _kind(event.subject_kind))
        for event in found
    ]


def _people_in(event: AuditEvent) -> set[UUID]:
    act = audit_words.acts().get(event.act)
    told = [event.details.get(name) for name in act.people] if act else []
    return {UUID(str(pk)) for pk in (event.person_id, *told) if pk}


def _names(ids: set[UUID]) -> dict[UUID, str]:
    known = Person.objects.select_related("user").in_bulk(ids)
    return {pk: str(known.get(pk) or _forgotten(pk)) for pk in ids}


def _forgotten(pk: UUID) -> str:
    return _("person %(id)s (erased)") % {"id": str(pk)[:4]}


def _who(event: AuditEvent, names: dict[UUID, str]) -> str:
    if event.person_id:
        return names[event.person_id]
    act = audit_words.acts().get(event.act)
    side = act.sides.get(str(event.details.get("side"))) if act else None
    return str(side or _("Twinset"))


def _did(event: AuditEvent, names: dict[UUID, str]) -> str:
    """An act without words is at least named; a detail that is missing is left open."""
    act = audit_words.acts().get(event.act)
    if act is None:
        return event.act
    told: dict[str, object] = defaultdict(lambda: "…", event.details)
    told |= {name: names[UUID(str(told[name]))] for name in act.people if event.details.get(name)}
    right = EVERY_RIGHT.get(str(told.get("right")))
    told |= {"right": right.sentence} if right else {}
    told |= {name: called(str(told[name])) for name in _role_names(event) if name in told}
    words = act.instead.get(str(event.details.get(act.by)), act.did)
    return str(words) % told + _because(act, event)


def _because(act: audit_words.Act, event: AuditEvent) -> str:
    """The reasons that were given with an act, in brackets; built-in ones as the reader says it."""
    given = event.details.get(act.because) if act.because else None
    return f" ({', '.join(map(say, given))})" if given else ""


def _role_names(event: AuditEvent) -> tuple[str, ...]:
    return ("role", "name") if event.subject_kind == "role" else ("role",)


def _kind(kind: str) -> str:
    return str(audit_words.objects().get(kind, kind))
