"""What is written beside a picture: at a place in it, as an answer, and ticked off."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from approvals import policies, rights, walls
from approvals.actions import pin as acts
from approvals.actions.pin import Spot
from approvals.models import Draft, Pin
from approvals.viewer import viewer_of
from approvals.walls import Audience
from approvals.web import review_data, review_page
from approvals.web.brand import asker
from approvals.web.review_page import Typed
from portal.errors import Invalid, NotFound
from portal.models import User
from portal.web.managing import as_uuid

LONGEST_KEY = 80


@login_required
@require_POST
def write(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Write beside a picture, to those who were chosen."""
    user = asker(request)
    draft = Draft.objects.visible_to(user).filter(pk=draft_id).first()
    if draft is None:
        raise NotFound(_("There is no such picture here."))
    try:
        acts.say(
            draft=draft,
            text=request.POST.get("text", ""),
            audience=_audience(request),
            spot=_spot(request),
            idempotency_key=_key(request),
            actor=user,
            at=timezone.now(),
        )
    except Invalid as error:
        return _again(request, user, draft, error, answers=None)
    messages.success(request, _("Written."))
    return _back(request, draft.pk, user)


@login_required
@require_POST
def answer(request: HttpRequest, pin_id: UUID) -> HttpResponse:
    """Answer what somebody wrote, to those who read it or to fewer."""
    user = asker(request)
    pin = _pin(user, pin_id)
    try:
        acts.answer(
            pin=pin,
            text=request.POST.get("text", ""),
            audience=_audience(request),
            idempotency_key=_key(request),
            actor=user,
            at=timezone.now(),
        )
    except Invalid as error:
        return _again(request, user, pin.draft, error, answers=pin.pk)
    messages.success(request, _("Answered."))
    return _back(request, pin.draft_id, user)


@login_required
@require_POST
def tick(request: HttpRequest, pin_id: UUID) -> HttpResponse:
    """Tick off what was asked for, or open it again."""
    user = asker(request)
    pin = _pin(user, pin_id)
    done = request.POST.get("done") == "1"
    acts.tick(pin=pin, done=done, actor=user, at=timezone.now())
    messages.success(request, _("Ticked off.") if done else _("Open again."))
    return _back(request, pin.draft_id, user)


def _pin(user: User, pin_id: UUID) -> Pin:
    """The pin, for who sees its picture and reads it. Raises ``NotFound``."""
    seen = Draft.objects.visible_to(user)
    pins = Pin.objects.select_related("draft", "answers").filter(draft__in=seen)
    found = pins.filter(pk=pin_id).first()
    is_read = found and pins.read_by(viewer_of(user, found.draft)).filter(pk=pin_id).exists()
    if found is None or not is_read:
        raise NotFound(_("There is nothing here for you."))
    return found


def _audience(request: HttpRequest) -> Audience:
    """Whom she chose. Raises ``Invalid`` where that is nobody: nothing is chosen for her."""
    found = walls.read(request.POST.get("audience", ""))
    if found is None:
        raise Invalid(_("Please choose who will read it."))
    return found


def _spot(request: HttpRequest) -> Spot | None:
    """The place that was tapped; None where none was."""
    if not request.POST.get("x") or not request.POST.get("y"):
        return None
    try:
        x, y, width, height = (float(request.POST.get(name) or 0) for name in ("x", "y", "w", "h"))
    except ValueError as error:
        raise Invalid(_("A pin lies outside the picture.")) from error
    return Spot(x=x, y=y, width=width, height=height)


def _key(request: HttpRequest) -> str:
    named = request.headers.get("Idempotency-Key", "") or request.POST.get("key", "")
    return named[:LONGEST_KEY]


def _back(request: HttpRequest, draft_id: UUID, user: User) -> HttpResponse:
    """To the page where she wrote: of the picture, or of the version after it."""
    here = Draft.objects.visible_to(user).filter(pk=_on(request) or draft_id).first()
    address = (here or Draft.objects.get(pk=draft_id)).get_absolute_url()
    return redirect(f"{address}#places")


def _on(request: HttpRequest) -> UUID | None:
    """The picture on whose page she wrote, as the page says it."""
    return as_uuid(request.POST.get("on"))


def _again(
    request: HttpRequest, user: User, draft: Draft, error: Invalid, *, answers: UUID | None
) -> HttpResponse:
    """The same page with the sentence and all that was written."""
    here = _on(request) or draft.pk
    shown = review_data.look(user, here) or review_data.look(user, draft.pk)
    if shown is None:
        raise NotFound(_("There is no such picture here."))
    policies.check_consent_in_force(rights.draft_gaps(shown.draft, at=timezone.now()))
    typed = Typed(
        comment=request.POST.get("text", ""),
        pin={name: request.POST.get(name, "") for name in ("x", "y", "w", "h")},
        audience=request.POST.get("audience", ""),
        answers=answers,
        error=error.sentence,
        key=_key(request),
    )
    saying = "" if answers else "words"
    page = review_page.context(user, shown, at=timezone.now(), saying=saying, typed=typed)
    return render(request, "approvals/review/draft.html", page, status=error.status)
