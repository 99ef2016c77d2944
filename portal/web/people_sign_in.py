"""How people sign in at an organisation: a second factor for everybody, and its own provider."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from portal import access, second_factor
from portal.actions.second_factor import require_second_factor
from portal.models import Organisation, User
from portal.web.managing import asker, managed, organisation_of, place, tabs
from portal.web.provider_lines import lines, with_all
from portal.web.reauthenticate import ask_again_to_act


@dataclass(frozen=True)
class Count:
    """How many members there are, and how many of them have no second factor."""

    members: int
    without: int


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def people_sign_in(request: HttpRequest) -> HttpResponse:
    """Show how people sign in here, and what a change would do; a POST lets it count."""
    organisation, user = organisation_of(request), asker(request)
    if request.method == "POST":
        return _change(request, organisation, user)
    count = Count(
        access.members_of(organisation).count(),
        second_factor.members_without(organisation).count(),
    )
    is_asked = "preview" in request.GET
    wanted = bool(request.GET.get("required")) if is_asked else organisation.requires_second_factor
    providers = organisation.identity_providers.filter(active=True).order_by("created_at", "pk")
    context = {
        "count": count,
        "wanted": wanted,
        "preview": changing(organisation, user, count, required=wanted) if is_asked else None,
        "is_nothing": wanted == organisation.requires_second_factor,
        "providers": lines(with_all(providers)),
        "support": settings.SUPPORT_EMAIL,
        "others": [each for each in managed(user) if each != organisation],
    }
    context |= tabs(organisation, "people-sign-in")
    return render(request, "portal/people/sign_in.html", context)


def changing(organisation: Organisation, user: User, count: Count, *, required: bool) -> list[str]:
    """Return what it would mean to ask everybody there for a second factor, or no longer."""
    if required == organisation.requires_second_factor:
        return [_("Nothing: it is so already.")]
    found = _asking(organisation, count) if required else _asking_no_longer(organisation)
    if required and not second_factor.has_one(user):
        found.append(_("You have none yourself: your own next step is to set it up."))
    return found


def _asking(organisation: Organisation, count: Count) -> list[str]:
    first = _("Everybody at %(name)s needs a second factor from now on: a passkey or an app.")
    if not count.without:
        second = _("Every member has one already, so nobody is held up.")
    else:
        second = ngettext(
            "%(count)s of %(all)s members has none, and is sent to set it up at the next request."
            " Until then no other page answers; nothing that was begun is lost.",
            "%(count)s of %(all)s members have none, and are sent to set it up at their next"
            " request. Until then no other page answers them; nothing that was begun is lost.",
            count.without,
        )
    words = {"name": organisation, "count": count.without, "all": count.members}
    return [first % words, second % words, _("Whoever joins later is asked as well.")]


def _asking_no_longer(organisation: Organisation) -> list[str]:
    first = _("%(name)s no longer asks everybody for a second factor.") % {"name": organisation}
    found = [first, _("Whoever has one keeps it, and is asked for it at each sign-in.")]
    if organisation.kind == Organisation.Kind.AGENCY:
        found.append(_("Who manages an agency's people needs one all the same."))
    return found


def _change(request: HttpRequest, organisation: Organisation, user: User) -> HttpResponse:
    required = bool(request.POST.get("required"))
    require_second_factor(
        organisation=organisation, required=required, actor=user, at=timezone.now()
    )
    if required:
        messages.success(request, _("Everybody here is asked for a second factor from now on."))
    else:
        messages.success(request, _("A second factor is not asked of everybody any more."))
    return redirect(place("people-sign-in", organisation))
