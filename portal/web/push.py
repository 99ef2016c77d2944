"""Telling somebody on her device: switched on in one browser, off in any of hers."""

import json
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal import push
from portal.actions import push as acts
from portal.errors import Invalid, NotFound
from portal.models import PushDevice
from portal.push import Subscription
from portal.seeing import seeing_in
from portal.web.managing import asker
from portal.web.sessions import words_of

LARGEST = 4096


@login_required
@require_POST
def on(request: HttpRequest) -> JsonResponse:
    """Tell her in this browser from now on."""
    actor = asker(request)
    made = acts.add_device(
        subscription=_subscription(request),
        session=_session(request),
        actor=actor,
        at=timezone.now(),
    )
    return JsonResponse({"device": str(made.pk)})


@login_required
@require_POST
def off(request: HttpRequest) -> JsonResponse:
    """Tell her nothing in this browser any more."""
    acts.forget_session(request.session.session_key)
    return JsonResponse({})


@login_required
@require_POST
def remove(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Tell her nothing in one of her browsers any more."""
    actor = asker(request)
    device = PushDevice.objects.filter(pk=device_id, user=actor).first()
    if device is None:
        raise NotFound(_("There is no such device here."))
    acts.remove_device(device=device, actor=actor)
    messages.success(request, _("You are told nothing there any more."))
    return redirect("notice-choices")


def devices(request: HttpRequest) -> dict[str, Any]:
    """Return what ``components/push.html`` shows; nothing where push is not set up, and nothing of
    hers to who sees the pages as she does."""
    if not push.is_set_up() or seeing_in(request):
        return {}
    found = PushDevice.objects.filter(user=asker(request)).select_related("session")
    here = request.session.session_key
    return {
        "push_key": push.public_key(),
        "push_devices": [
            {
                "pk": each.pk,
                "words": words_of(each.session.user_agent),
                "since": each.made_at,
                "is_here": each.session.session_key == here,
            }
            for each in found
        ],
    }


def _session(request: HttpRequest) -> UserSession:
    key = request.session.session_key
    if not UserSession.objects.filter(session_key=key, user=asker(request)).exists():
        UserSession.objects.create_from_request(request)
    return UserSession.objects.get(session_key=request.session.session_key)


def _subscription(request: HttpRequest) -> Subscription:
    """What a browser says of itself. Raises ``Invalid``."""
    body = request.body if request.content_type == "application/json" else b""
    try:
        said = json.loads(body[:LARGEST])
        keys = said["keys"]
        parts = (said["endpoint"], keys["p256dh"], keys["auth"])
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise Invalid(_("This browser cannot be reached.")) from error
    if not all(isinstance(each, str) for each in parts):
        raise Invalid(_("This browser cannot be reached."))
    return Subscription(*parts)
