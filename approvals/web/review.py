"""Review: look at one picture and its offer, and say no, change or yes."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from approvals import policies, rights
from approvals.actions import review as acts
from approvals.actions.review import Place
from approvals.models import Channel, Decision, Draft, Stage, Verdict
from approvals.web import judging, review_data, review_page
from approvals.web.brand import asker
from approvals.web.review_data import Looked
from approvals.web.sent_words import sent_words
from portal.errors import Conflict, Gone, Invalid, NotFound
from portal.models import User
from portal.web.reauthenticate import method_of

LONGEST_KEY = 80
SAYING = ("change", "no", "words")
"""What can be written: with an answer, or by itself."""


@login_required
@require_safe
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Show a picture with what is asked, who said what, and the three answers."""
    user, at = asker(request), timezone.now()
    looked = _look(user, draft_id)
    if not looked.allows(looked.draft, at=at):
        policies.check_consent_in_force(rights.draft_gaps(looked.draft, at=at))
    saying = next((each for each in SAYING if each in request.GET), "")
    page = review_page.context(user, looked, at=at, saying=saying)
    return render(request, "approvals/review/draft.html", page)


@login_required
@require_POST
def decide(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take one answer and go on to the next picture that waits."""
    user, at = asker(request), timezone.now()
    found = _visible(user, draft_id)
    try:
        decision = acts.decide(
            stage=_stage(request, found),
            verdict=request.POST.get("verdict", ""),
            draft_sha256=request.POST.get("draft_sha256", ""),
            offer_sha256=request.POST.get("offer_sha256", ""),
            reasons=request.POST.getlist("reasons"),
            comment=request.POST.get("comment", ""),
            pins=_pins(request),
            idempotency_key=_key(request),
            how=method_of(request),
            actor=user,
            at=at,
        )
    except Invalid as error:
        policies.check_consent_in_force(rights.draft_gaps(found, at=at))
        return _again(request, found, error)
    except (Conflict, Gone) as error:
        return _late(request, error)
    _say(request, decision)
    following = judging.next_waiting(user, found, at=at)
    if following is not None:
        return redirect(following)
    return redirect(review_page.home(judging.viewer_of(user, found), found))


@login_required
@require_POST
def ask_again(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Ask everybody anew about the same picture for other channels or another label."""
    user = asker(request)
    found = _visible(user, draft_id)
    acts.ask_again(
        draft=found,
        channels=list(Channel.objects.filter(name__in=request.POST.getlist("channels"))),
        corner=request.POST.get("corner", ""),
        variant=request.POST.get("variant", ""),
        actor=user,
        at=timezone.now(),
    )
    messages.success(request, _("Everybody has been asked again."))
    return redirect(found)


@login_required
@require_POST
def withdraw(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take a version back that nobody has judged yet."""
    user = asker(request)
    found = _visible(user, draft_id)
    acts.withdraw_draft(draft=found, actor=user, at=timezone.now())
    messages.success(request, _("The picture was taken back. Nobody is asked about it any more."))
    return redirect(review_page.home(judging.viewer_of(user, found), found))


def _visible(user: User, draft_id: UUID) -> Draft:
    return _look(user, draft_id).draft


def _look(user: User, draft_id: UUID) -> Looked:
    found = review_data.look(user, draft_id)
    if found is None:
        raise NotFound(_("There is no such picture here."))
    return found


def _stage(request: HttpRequest, found: Draft) -> Stage:
    try:
        stage = Stage.objects.filter(pk=request.POST.get("stage", ""), review__draft=found).first()
    except ValidationError:
        stage = None
    if stage is None:
        raise Conflict(_("What you answered is not asked any more."), link=found.get_absolute_url())
    return stage


def _key(request: HttpRequest) -> str:
    """The name of this one send; sending it twice is one answer."""
    named = request.headers.get("Idempotency-Key", "") or request.POST.get("key", "")
    return named[:LONGEST_KEY]


def _pins(request: HttpRequest) -> list[Place]:
    """The places that were pointed at, one for each ``x``; none where nothing was tapped."""
    columns = [request.POST.getlist(name) for name in ("x", "y", "w", "h", "text")]
    count = len(columns[0])
    rows = zip(*(column + [""] * (count - len(column)) for column in columns), strict=False)
    return [
        Place(x=_number(x), y=_number(y), width=_number(w), height=_number(h), text=text.strip())
        for x, y, w, h, text in rows
        if x and y
    ]


def _number(text: str) -> float:
    try:
        return float(text or 0)
    except ValueError as error:
        raise Invalid(_("A pin lies outside the picture.")) from error


def _again(request: HttpRequest, found: Draft, error: Invalid) -> HttpResponse:
    """The same page with the sentence and all that was written."""
    saying = request.POST.get("verdict", "")
    typed = review_page.Typed(
        reasons=frozenset(request.POST.getlist("reasons")),
        comment=request.POST.get("comment", ""),
        pin={name: request.POST.get(name, "") for name in ("x", "y", "w", "h")},
        error=error.sentence,
        key=_key(request),
    )
    user = asker(request)
    looked = _look(user, found.pk)
    page = review_page.context(
        user,
        looked,
        at=timezone.now(),
        saying=saying if saying in SAYING else "change",
        typed=typed,
    )
    return render(request, "approvals/review/draft.html", page, status=error.status)


def _late(request: HttpRequest, error: Conflict | Gone) -> HttpResponse:
    """What happened meanwhile, where to look, and the words that were written."""
    page: dict[str, Any] = {"error": error, "comment": request.POST.get("comment", "").strip()}
    answer = render(request, f"approvals/review/late_{error.status}.html", page)
    answer.status_code = error.status
    return answer


def _say(request: HttpRequest, decision: Decision) -> None:
    say = {Verdict.YES: messages.success, Verdict.NO: messages.error}
    say.get(Verdict(decision.verdict), messages.warning)(request, sent_words(decision))
