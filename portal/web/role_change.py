"""Changing and retiring a role: what it would do comes first, as sentences."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal import access
from portal.actions.role import change_role, retire_role, rights_of
from portal.errors import Conflict, DomainError, Invalid, NotAllowed
from portal.models import Role
from portal.web.managing import asker, place, role_of, tabs
from portal.web.reauthenticate import ask_again_to_act
from portal.web.role_form import RightsForm
from portal.web.role_words import changing, in_use, retiring


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def change(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """Ask for the rights, say what they would change, and on a POST let it count."""
    found = _changeable(request, role_id)
    now = rights_of(found)
    sent = request.POST if request.method == "POST" else request.GET
    form = RightsForm(
        sent if "rights" in sent or "preview" in sent else None,
        organisation=found.organisation,
        initial={"rights": now},
    )
    refused: DomainError | None = None
    is_good = form.is_bound and form.is_valid()
    if request.method == "POST" and is_good:
        try:
            seen = request.POST.getlist("seen")
            rights = form.cleaned_data["rights"]
            change_role(
                role=found, rights=rights, actor=asker(request), at=timezone.now(), seen=seen
            )
        except (Conflict, Invalid, NotAllowed) as error:
            refused = error
        else:
            messages.success(request, _("Changed. It holds from now on."))
            return _after(request, found)
    wanted = form.cleaned_data["rights"] if is_good else None
    context = {
        "role": found,
        "form": form,
        "wanted": wanted,
        "seen": now,
        "preview": None if wanted is None else changing(found, wanted),
    }
    is_wrong = request.method == "POST" and not is_good
    return _page(request, found, "change", context, refused, status=422 if is_wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def retire(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """Say who loses what and where the role is in use; on a POST retire it, at once."""
    found = _changeable(request, role_id)
    refused: DomainError | None = None
    if request.method == "POST":
        try:
            retire_role(role=found, actor=asker(request), at=timezone.now())
        except (Conflict, NotAllowed) as error:
            refused = error
        else:
            words = _("%(name)s is retired. Nobody has it any more.")
            messages.success(request, words % {"name": found.name})
            return _after(request, found)
    context = {"role": found, "preview": retiring(found), "in_use": in_use(found)}
    return _page(request, found, "retire", context, refused)


def _changeable(request: HttpRequest, role_id: UUID) -> Role:
    """One of the organisation's own roles that is not retired. Raises ``Conflict``."""
    found, link = role_of(request, role_id), reverse("role", args=[role_id])
    if found.built_in:
        words = _("Built-in roles stay as they are: copy this one and change the copy.")
        raise Conflict(words, link=link)
    if found.retired_at is not None:
        raise Conflict(_("The role %(role)s was retired.") % {"role": found.name}, link=link)
    return found


def _page(
    request: HttpRequest,
    found: Role,
    act: str,
    context: dict[str, object],
    refused: DomainError | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context |= {
        "refused": refused,
        "list_url": place("roles", found.organisation),
        "role_url": reverse("role", args=[found.pk]),
    }
    context |= tabs(found.organisation, "roles")
    status = refused.status if refused else status
    return render(request, f"portal/roles/{act}.html", context, status=status)


def _after(request: HttpRequest, found: Role) -> HttpResponse:
    """To the role, unless the change took the asker's own way to it."""
    if access.holds(asker(request), "manage_people", found.organisation):
        return redirect("role", found.pk)
    return redirect("home")
