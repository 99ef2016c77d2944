"""Between signing in and the pages: a second factor where one is due; and being seen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import second_factor
from portal.errors import NotAllowed
from portal.middleware import Handler, refusal
from portal.models import User

ENROLMENT = frozenset(
    {
        "mfa_index",
        "mfa_add_webauthn",
        "mfa_activate_totp",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "reauthenticate-by-mail",
        "language",
        "speak-to-stranger",
        "sign-out",
        "account_logout",
        "live",
        "ready",
    }
)
"""The only addresses that answer somebody whose second factor is missing."""

SEEN_EVERY = timedelta(minutes=5)


class SecondFactor:
    """Sends whoever must have a second factor and has none to enrol; nothing else is answered."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Answer in the place of a page that is closed to her for now."""
        if not _has_session(request):
            return None
        name = request.resolver_match.url_name if request.resolver_match else ""
        user = request.user
        if name in ENROLMENT or not isinstance(user, User) or not second_factor.is_missing(user):
            return None
        if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
            return redirect("mfa_index")
        sentence = _("Add a second step to your sign-in first. It takes a minute.")
        return refusal(request, NotAllowed(sentence, link=reverse("mfa_index")))


class Seen:
    """Keeps when somebody was last here: one write in five minutes at most."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and remember that she was here."""
        response = self.get_response(request)
        if not (_has_session(request) or request.session.modified):  # she may have come in just now
            return response
        user, at = getattr(request, "user", None), timezone.now()
        if isinstance(user, User) and _is_due(user.seen_at, at):
            _keep(user, request.session.session_key, at)
        return response


def _has_session(request: HttpRequest) -> bool:
    """Whether somebody may be signed in: what is public is not made to differ by session."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def _is_due(seen_at: datetime | None, at: datetime) -> bool:
    return seen_at is None or seen_at <= at - SEEN_EVERY


def _keep(user: User, session_key: str | None, at: datetime) -> None:
    due = Q(seen_at__isnull=True) | Q(seen_at__lte=at - SEEN_EVERY)
    if User.objects.filter(due, pk=user.pk).update(seen_at=at):
        UserSession.objects.filter(session_key=session_key).update(last_seen_at=at)
