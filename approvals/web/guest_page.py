"""What guests see, and what their hosts see of them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from approvals.models import Brief, Draft, GuestLink, Opinion, Review
from approvals.states import ReviewState
from approvals.web import asked, brief_words, crops, declared, judging, pictures, shown
from approvals.web.pictures import Picture
from portal.instants import last_day
from portal.models import Mail

LARGE = (640, 1280)
SMALL = (320, 640)


@dataclass(frozen=True, kw_only=True)
class Line:
    """One guest in the list on the brief's page."""

    id: UUID
    name: str
    email: str
    word: str
    tone: str
    until: str
    is_over: bool


def lines(brief: Brief, *, at: datetime) -> list[Line]:
    """Return the guests of a brief whose links were not taken back, oldest first."""
    links = list(GuestLink.objects.asked().filter(brief=brief))
    undelivered = Mail.objects.undelivered(each.pk for each in links)
    return [_line(each, brief, at, arrived=str(each.pk) not in undelivered) for each in links]


def sheet(link: GuestLink, secret: str, *, at: datetime) -> list[Picture]:
    """Return the brief's current pictures that the brand may show, in a fixed number of queries."""
    drafts = current_of(link).select_related("brief").order_by("created_at", "id")
    shown_ = [each for each in drafts if shown.to_its_brand(each, at=at)]
    said = opinions(link, shown_)
    return [_card(draft, secret, said.get(draft.pk)) for draft in shown_]


def current_of(link: GuestLink) -> QuerySet[Draft]:
    """Return the current pictures of the brief that the guest was asked about."""
    drafts = shown.with_rights(Draft.objects.filter(brief=link.brief_id).current())
    return drafts.select_related("master").prefetch_related(*shown.NEEDED_BY_BRAND)


def opinions(link: GuestLink, drafts: Iterable[Draft]) -> dict[UUID, Opinion]:
    """Return the last thing that the guest said to each picture as it is offered now."""
    offers = {draft.pk: newest.offer_sha256 for draft in drafts if (newest := _newest(draft))}
    said = Opinion.objects.filter(person=link.person_id, draft__in=offers)
    return {
        each.draft_id: each
        for each in said.order_by("sent_at", "number")
        if each.offer_sha256 == offers[each.draft_id]
    }


def context(
    link: GuestLink, secret: str, draft: Draft, *, changing: bool = False, error: str = ""
) -> dict[str, Any]:
    """Return what ``guest/picture.html`` needs of a picture that may be shown."""
    review = judging.newest_review(draft)
    said = opinions(link, [draft]).get(draft.pk)
    is_asked = review is not None and review.state == ReviewState.OPEN
    others = list(current_of(link).order_by("created_at", "id").values_list("pk", flat=True))
    place = others.index(draft.pk)
    page: dict[str, Any] = {
        "draft": draft,
        "brief": draft.brief,
        "home": reverse("guest", args=[secret]),
        "action": reverse("guest-opinion", args=[secret, draft.pk]),
        "here": reverse("guest-picture", args=[secret, draft.pk]),
        "picture": of_guest(draft, secret, LARGE),
        "facts": declared.facts(draft),
        "said": said,
        "is_asked": is_asked,
        "changing": changing and is_asked,
        "error": error,
        "place": place + 1,
        "of": len(others),
        "previous_url": _address(secret, others[place - 1]) if place else "",
        "next_url": _address(secret, others[place + 1]) if place + 1 < len(others) else "",
    }
    if review is not None:
        page |= _offer(review, draft)
    return page


def of_guest(
    draft: Draft, secret: str, edges: tuple[int, ...], *, word: str = "", tone: str = ""
) -> Picture:
    """Return a picture with the addresses at which this guest has it."""
    file = reverse("guest-file", args=[secret, draft.pk])
    plain = pictures.picture(draft, edges=edges, alt=pictures.described(draft))
    sizes = [f"{file}?edge={edge} {pictures.width(draft.master, edge)}w" for edge in edges]
    return replace(
        plain,
        src=f"{file}?edge={edges[-1]}",
        srcset=", ".join(sizes),
        full_src=file,
        href=_address(secret, draft.pk),
        word=word,
        tone=tone,
    )


def _offer(review: Review, draft: Draft) -> dict[str, Any]:
    until = brief_words.until(draft.brief.ends_at, draft.brief.zone)
    return {
        "hidden": [("draft_sha256", draft.master_id), ("offer_sha256", review.offer_sha256)],
        "channels": asked.channel_titles(review.offer),
        "places": brief_words.territory_names(draft.brief.territories),
        "until": f"{until} ({draft.brief.zone})",
        "crops": crops.crops(review.offer, draft),
        "label_words": crops.label_words(review.offer, draft),
    }


def _card(draft: Draft, secret: str, said: Opinion | None) -> Picture:
    words = {
        "yes": _("You would say yes"),
        "change": _("You would change it"),
        "no": _("You would say no"),
    }
    newest = _newest(draft)
    if said is not None:
        word, tone = words[said.verdict], said.verdict
    elif newest is not None and newest.state == ReviewState.OPEN:
        word, tone = _("Waits for your opinion"), "wait"
    else:
        word, tone = _("Not asked any more"), "ended"
    return of_guest(draft, secret, SMALL, word=word, tone=tone)


def _newest(draft: Draft) -> Review | None:
    return max(draft.reviews.all(), key=lambda each: each.number, default=None)


def _address(secret: str, draft_id: UUID) -> str:
    return reverse("guest-picture", args=[secret, draft_id])


def _line(link: GuestLink, brief: Brief, at: datetime, *, arrived: bool) -> Line:
    zone = brief.zone
    last = last_day(link.expires_at.astimezone(ZoneInfo(zone)), zone)
    is_over = link.expires_at <= at
    word, tone = (_("looks at the pictures"), "live") if link.person_id else (_("invited"), "wait")
    if not arrived:
        word, tone = _("the mail did not arrive"), "no"
    return Line(
        id=link.pk,
        name=link.name,
        email=link.email,
        word=_("the link is over") if is_over else word,
        tone="ended" if is_over else tone,
        until=date_format(last, "DATE_FORMAT"),
        is_over=is_over,
    )
