"""Answers that were kept in a browser: the page that lists them, and sending them together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from approvals import policies, rights
from approvals.actions import review as acts
from approvals.models import Decision, Draft, Stage
from approvals.web import kept
from approvals.web.brand import asker
from approvals.web.sent_words import sent_words
from portal.errors import DomainError, Invalid, NotFound
from portal.middleware import refusal
from portal.models import User
from portal.web.reauthenticate import method_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """List what the browser keeps, or take it: each answer is an act of its own."""
    if request.method != "POST":
        return render(request, "approvals/review/answers.html")
    user = asker(request)
    try:
        batch = kept.batch(_body(request), user)
    except DomainError as error:
        return _in_json(request, error)
    how = method_of(request)
    return JsonResponse({"answers": [taken(each, user, how=how) for each in batch]})


@login_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Say who would send, and with which token; asked just before, since pages are kept offline."""
    user = asker(request)
    response = JsonResponse({"person": str(user.person_id), "token": get_token(request)})
    patch_cache_control(response, no_store=True, private=True)
    return response


def taken(said: Mapping[str, Any], user: User, *, how: str, among: int = 1) -> dict[str, Any]:
    """Return what came of one answer. What is refused changes nothing and holds nobody back.

    ``how`` she showed who she is; ``among`` so many pictures it is given in one act.
    """
    key = said.get("key", "")
    try:
        decision = _decide(said, user, timezone.now(), how, among)
    except DomainError as error:
        return {
            "key": key,
            "status": error.status,
            "sentence": error.sentence,
            "link": error.link,
        }
    return {
        "key": key,
        "status": 200,
        "sentence": sent_words(decision),
        "verdict": decision.verdict,
        "link": decision.draft.get_absolute_url(),
    }


def _decide(said: Mapping[str, Any], user: User, at: datetime, how: str, among: int) -> Decision:
    stage = _stage(said.get("stage"), user)
    try:
        answer = kept.read(said)
        return acts.decide(
            stage=stage,
            verdict=answer.verdict,
            draft_sha256=answer.draft_sha256,
            offer_sha256=answer.offer_sha256,
            reasons=answer.reasons,
            comment=answer.comment,
            pins=answer.pins,
            idempotency_key=answer.key,
            phone_said=answer.phone_said,
            among=among,
            how=how,
            actor=user,
            at=at,
        )
    except Invalid:
        policies.check_consent_in_force(rights.draft_gaps(stage.review.draft, at=at))
        raise


def _stage(pk: object, user: User) -> Stage:
    """The part of a round that was answered, of a picture that she may see."""
    seen = Draft.objects.visible_to(user)
    stages = Stage.objects.filter(review__draft__in=seen).select_related("review__draft")
    try:
        found = stages.filter(pk=pk).first() if isinstance(pk, str) else None
    except ValidationError:
        found = None
    if found is None:
        raise NotFound(_("There is no such picture here."))
    return found


def _body(request: HttpRequest) -> bytes:
    """What was sent; of a form nothing is left to read."""
    return request.body if request.content_type == "application/json" else b""


def _in_json(request: HttpRequest, error: DomainError) -> HttpResponse:
    request.META["HTTP_ACCEPT"] = "application/json"
    return refusal(request, error)
