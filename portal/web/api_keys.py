"""Keys for programs: what they may do, when they were used, and the way to end them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal import access
from portal.actions import api_key as acts
from portal.errors import DomainError, NotFound
from portal.models import ApiKey, Organisation, User
from portal.roles import FOR_PROGRAMS
from portal.web.api_key_form import ApiKeyForm
from portal.web.keyset import page_of
from portal.web.managing import asker, marks
from portal.web.reauthenticate import ask_again, ask_again_to_act

ON_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Line:
    """One key in the list."""

    id: UUID
    name: str
    whose: str
    rights: str
    until: datetime
    used: datetime | None
    word: str
    tone: str
    is_open: bool


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def api_keys(request: HttpRequest) -> HttpResponse:
    """Show her keys, and those of everybody where she manages people; make one."""
    user, at = asker(request), timezone.now()
    form = ApiKeyForm(request.POST or None, organisations=_organisations(user))
    if request.method != "POST":
        return _page(request, user, form, at=at)
    return _make(request, user, form, at)


@require_POST
@ask_again
def revoke(request: HttpRequest, key_id: UUID) -> HttpResponse:
    """Take a key back."""
    user = asker(request)
    found = _seen_by(user).filter(pk=key_id).first()
    if found is None:
        raise NotFound(_("There is nothing here for you."))
    acts.revoke_key(key=found, actor=user, at=timezone.now())
    messages.success(request, _("Taken back. “%(name)s” is refused from now on.") % {"name": found})
    return redirect("api-keys")


def _make(request: HttpRequest, user: User, form: ApiKeyForm, at: datetime) -> HttpResponse:
    if not form.is_valid():
        return _page(request, user, form, at=at, status=422)
    try:
        made = acts.make_key(**form.cleaned_data, actor=user, at=at)
    except DomainError as refused:
        form.add_error(None, refused.sentence)
        return _page(request, user, form, at=at, status=refused.status)
    blank = ApiKeyForm(organisations=_organisations(user))
    response = _page(request, user, blank, at=at, made=made)
    patch_cache_control(response, no_store=True, private=True)  # the secret is shown this once
    return response


def _page(
    request: HttpRequest,
    user: User,
    form: ApiKeyForm,
    *,
    at: datetime,
    made: acts.Made | None = None,
    status: int = 200,
) -> HttpResponse:
    seen = _seen_by(user).select_related("user", "organisation")
    page = page_of(
        seen, within=seen, by=F("made_at"), size=ON_PAGE, newest_first=True, **marks(request)
    )
    context: dict[str, Any] = {
        "form": form,
        "made": made,
        "page": page,
        "lines": [_line(key, user, at) for key in page.rows],
    }
    return render(request, "portal/account/api_keys.html", context, status=status)


def _organisations(user: User) -> list[Organisation]:
    """Where she holds herself what a program may do. Raises ``NotFound`` where that is nowhere."""
    held = access.held(user, covering=False)
    where = {pk for right in FOR_PROGRAMS for pk in held.where(right)}
    found = list(Organisation.objects.filter(pk__in=where).order_by("name", "pk"))
    if not found:
        raise NotFound(_("There is nothing here for you."))
    return found


def _seen_by(user: User) -> QuerySet[ApiKey]:
    managed = access.held(user).where("manage_people")
    return ApiKey.objects.filter(Q(user=user) | Q(organisation__in=managed))


def _line(key: ApiKey, user: User, at: datetime) -> Line:
    is_open = key.revoked_at is None and key.expires_at > at
    over = _("taken back") if key.revoked_at else _("run out")
    return Line(
        id=key.pk,
        name=key.name,
        whose=_("yours") if key.user_id == user.pk else str(key.user),
        rights=" · ".join(
            str(FOR_PROGRAMS[right]) for right in key.rights if right in FOR_PROGRAMS
        ),
        until=key.expires_at,
        used=key.used_at,
        word=_("holds") if is_open else over,
        tone="live" if is_open else "ended",
        is_open=is_open,
    )
