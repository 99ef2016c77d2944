"""The model's own page: what she agreed to, who shows her, where; and the way out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from approvals.actions import takedown
from approvals.models import MisuseCase, Publication
from approvals.models.case import OPEN_FIRST
from approvals.web import brief_words, consequences, pictures
from approvals.web.brand import asker
from approvals.web.inbox import twins_of
from approvals.web.shown import NEEDED, may_be_shown
from approvals.web.twin_words import PURPOSES, excluded_words, licence_words, newest
from portal.errors import NotFound
from portal.models import User
from portal.web.reauthenticate import ask_again, method_of
from twins import coverage
from twins.actions.consent import withdraw_consent
from twins.models import Consent, Licence, Reference, Twin
from twins.models.consent import newest_consent
from twins.terms import ConsentTerms, Purpose

EDGES = (320,)
MOST_CASES = 100


@dataclass(frozen=True, kw_only=True)
class PurposeWords:
    """One purpose, and how she stands to it."""

    code: str
    words: str
    state: str
    tone: str

    @property
    def is_given(self) -> bool:
        """Whether she can take it back."""
        return self.tone == "yes"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One picture that is live, where, and the way to take it back."""

    publication: Publication
    src: str
    since: str
    brand: str
    until: str


@login_required
@require_safe
def my_twin(request: HttpRequest) -> HttpResponse:
    """Show a model her consent, her licences, where she is shown, and her photographs."""
    user, at = asker(request), timezone.now()
    twins = twins_of(user)
    if not twins:
        return render(request, "approvals/mine/no_twin.html")
    twin = twins[0]
    consent = newest_consent(twin, at)
    page = {
        "twin": twin,
        "consent": consent,
        "purposes": purposes(consent),
        "facts": _facts(consent) if consent else [],
        "licences": [licence_words(each) for each in _running(twin, at)],
        "waiting": Licence.objects.waiting(at).filter(twin=twin).select_related("brand"),
        "shown": _shown(twin, at),
        "cases": _cases(user),
        "references": _references(twin),
    }
    return render(request, "approvals/mine/my_twin.html", page)


@ask_again
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Show what a withdrawal ends; do it and say what happened. Only she, just now, may."""
    user, at = asker(request), timezone.now()
    twin = _her_twin(user)
    if request.method != "POST":
        return _ask(request, twin, at)
    chosen = [code for code in request.POST.getlist("purposes") if code in list(Purpose)]
    if not chosen:
        return _ask(request, twin, at, chosen, nothing=_("Choose what you take back."))
    found = consequences.counted(twin, at)
    withdraw_consent(twin=twin, actor=user, at=at, purposes=chosen, how=method_of(request))
    page = {
        "purposes": [PURPOSES[Purpose(code)] for code in chosen],
        "needed": consequences.is_needed(chosen),
        "found": found,
        "parts": consequences.parts(found, ()),
        "at": at,
    }
    return render(request, "approvals/mine/withdrawn.html", page)


@require_POST
@ask_again
def withdraw_picture(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    """Take one published picture back, at once."""
    user, at = asker(request), timezone.now()
    hers = Publication.objects.filter(approvals__twin__owner=user.person, pk=publication_id)
    publication = hers.distinct().first()
    if publication is None:
        raise NotFound(_("There is no such picture here."))
    takedown.withdraw_picture(publication=publication, actor=user, at=at)
    messages.success(
        request,
        _("Taken back. Its address answers nobody any more; what it earned stays yours."),
    )
    return redirect("my-twin")


def purposes(consent: Consent | None) -> list[PurposeWords]:
    """Return every purpose with how she stands to it: yes, taken back, or no."""
    terms = consent.terms() if consent else None
    given = terms.purposes if terms else frozenset()
    withdrawn = terms.withdrawn if terms else {}
    return [_purpose(purpose, purpose in given, withdrawn.get(purpose)) for purpose in Purpose]


def _purpose(purpose: Purpose, given: bool, taken_back: datetime | None) -> PurposeWords:  # noqa: FBT001
    state, tone = (_("Yes"), "yes") if given else (_("No"), "ended")
    if given and taken_back:
        day = date_format(timezone.localtime(taken_back), "DATE_FORMAT")
        state, tone = _("Taken back on %(day)s") % {"day": day}, "ended"
    return PurposeWords(code=purpose.value, words=str(PURPOSES[purpose]), state=state, tone=tone)


def _ask(
    request: HttpRequest,
    twin: Twin,
    at: datetime,
    chosen: list[str] | None = None,
    *,
    nothing: str = "",
) -> HttpResponse:
    left = [each for each in purposes(newest_consent(twin, at)) if each.is_given]
    found = consequences.counted(twin, at)
    page: dict[str, Any] = {
        "left": left,
        "parts": consequences.parts(found, [each.code for each in left]),
        "chosen": chosen or [],
        "nothing": nothing,
    }
    status = 422 if nothing else 200
    return render(request, "approvals/mine/withdraw.html", page, status=status)


def _her_twin(user: User) -> Twin:
    twins = twins_of(user)
    if not twins:
        raise NotFound(_("You have no twin here, so there is nothing to take back."))
    return twins[0]


def _facts(consent: Consent) -> list[tuple[str, str]]:
    told = [
        (_("Signed"), date_format(timezone.localtime(consent.signed_at), "DATE_FORMAT")),
        (_("Until"), brief_words.until(consent.ends_at, consent.zone)),
        (_("Where"), brief_words.territory_names(consent.territories)),
        (_("Never for"), excluded_words(consent)),
        (_("Made by"), ", ".join(brief_words.generator(name) for name in consent.generators)),
        (_("Your name"), _("may be shown") if consent.credit_name else _("is never shown")),
        (_("Kept where"), consent.storage_place),
    ]
    return [(term, words) for term, words in told if words]


def _running(twin: Twin, at: datetime) -> list[Licence]:
    running = Licence.objects.running(at).filter(twin=twin).select_related("brand")
    return list(running.order_by("ends_at"))


def _shown(twin: Twin, at: datetime) -> list[Shown]:
    live = Publication.objects.live().filter(approvals__twin=twin).distinct()
    found = live.select_related("channel", "use", "draft__brief__brand", "draft__master")
    found = found.prefetch_related(
        *(f"draft__{name}" for name in NEEDED),
        "approvals__licence",
        "approvals__twin__consents__events",
    )
    return [
        Shown(
            publication=each,
            src=pictures.preview(each.draft, EDGES[0]),
            since=date_format(timezone.localtime(each.live_at), "DATE_FORMAT"),
            brand=each.draft.brief.brand.name,
            until=brief_words.until(each.use.ends_at, each.use.zone),
        )
        for each in found.order_by("-live_at")
        if _is_allowed(each, at)
    ]


def _cases(user: User) -> list[dict[str, Any]]:
    """Where somebody reported pictures of her; open ones first."""
    hers = MisuseCase.objects.filter(publication__approvals__twin__owner=user.person).distinct()
    found = hers.select_related("publication__draft__brief__brand")
    return [
        {
            "case": each,
            "brand": each.publication.draft.brief.brand,
            "title": each.publication.draft.brief.title,
            "word": each.get_outcome_display() if each.closed_at else _("Open"),
            "tone": "ended" if each.closed_at else "wait",
        }
        for each in found.order_by(*OPEN_FIRST)[:MOST_CASES]
    ]


def _is_allowed(publication: Publication, at: datetime) -> bool:
    """Say what ``rights.publication_gaps`` would, from rows that were fetched for the page."""
    return may_be_shown(publication.draft, at=at) and not any(
        coverage.now(publication.use.terms(), _terms(approval.twin, at), licence.terms(), at=at)
        for approval in publication.approvals.all()
        for licence in [approval.licence]
    )


def _terms(twin: Twin, at: datetime) -> ConsentTerms | None:
    consent = newest(twin, at)
    return consent.terms() if consent else None


def _references(twin: Twin) -> list[dict[str, Any]]:
    kept = Reference.objects.kept().filter(twin=twin).select_related("file")
    return [
        {
            "title": _("Photograph %(number)s") % {"number": number},
            "src": f"{reverse('reference', args=[each.pk])}?edge=320",
            "width": each.file.width,
            "height": each.file.height,
            "alt": "",
        }
        for number, each in enumerate(kept, start=1)
    ]
