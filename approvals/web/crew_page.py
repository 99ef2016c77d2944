"""What a brief's writers see of its crew."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from approvals.models import Brief, CrewLink, CrewMember
from portal.models import Mail
from portal.money import money


@dataclass(frozen=True, kw_only=True)
class Line:
    """One member of the crew in the list on the brief's page."""

    id: UUID
    name: str
    role: str
    fee: str
    email: str
    word: str
    tone: str


def context(brief: Brief, *, typed: dict[str, str]) -> dict[str, Any]:
    """Return what ``crew/_crew.html`` needs, in two queries."""
    crew = brief.crew.there().select_related("person__user", "link").order_by("role", "pk")
    members = list(crew)
    links = [link for each in members if (link := _link(each)) is not None]
    lost = Mail.objects.undelivered(link.pk for link in links) if links else set()
    return {
        "crew_lines": [_line(each, lost) for each in members],
        "crew_roles": CrewMember.Role.choices,
        "typed_crew": typed,
    }


def _line(member: CrewMember, lost: set[str]) -> Line:
    link = _link(member)
    word, tone = _state(member, link, lost)
    return Line(
        id=member.pk,
        name=str(member.person),
        role=member.get_role_display(),
        fee=money(member.fee, member.currency) if member.fee else "",
        email=link.email if link else "",
        word=word,
        tone=tone,
    )


def _state(member: CrewMember, link: CrewLink | None, lost: set[str]) -> tuple[str, str]:
    if member.declined_at is not None:
        return _("does not want to be named"), "ended"
    if link is None:
        return "", ""
    if str(link.pk) in lost:
        return _("the mail did not arrive"), "no"
    return (_("has seen her credit"), "live") if link.person_id else (_("has a link"), "wait")


def _link(member: CrewMember) -> CrewLink | None:
    return getattr(member, "link", None)
