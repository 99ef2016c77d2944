"""One member: roles and rights, each with its reason; and a right over everything, given here."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.actions.grant import codenames_over, give_rights, holds_herself, what_giving_does
from portal.effective import reasons
from portal.errors import Conflict, DomainError, Invalid, NotAllowed
from portal.models import Membership, Organisation, User
from portal.roles import EVERY_RIGHT
from portal.second_factor import has_second_factor
from portal.web import rights_words as words
from portal.web.managing import asker, member_of, place, roles_of, tabs
from portal.web.member_grants import everywhere, one_by_one
from portal.web.navigation import Place
from portal.web.people_list import day, roles_there
from portal.web.reauthenticate import ask_again_to_act
from portal.web.rights import preview
from portal.web.rights_form import GiveForm, day_offers, key_of


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def member(request: HttpRequest, membership_id: UUID) -> HttpResponse:
    """Show one member; a POST gives a right over everything here, after a preview."""
    found = member_of(request, membership_id)
    if request.method == "POST":
        return _give(request, found)
    return _page(request, found, _form(found, asker(request)))


def may_be_given(user: User, organisation: Organisation) -> list[str]:
    """Return the rights over the whole organisation that ``user`` may give; the act asks again."""
    return [
        name
        for name in codenames_over(organisation, organisation)
        if holds_herself(user, EVERY_RIGHT[name], organisation, organisation)
    ]


def _form(found: Membership, user: User, data: Any = None) -> GiveForm:
    """The form for this one person: any right is understood, those that may be given are shown."""
    organisation, every = found.organisation, codenames_over(found.organisation, found.organisation)
    form = GiveForm(
        data,
        over=organisation,
        organisation=organisation,
        codenames=every,
        people=[found.user],
        roles=[],
    )
    rights: Any = form.fields["rights"]
    offered = set(may_be_given(user, organisation))
    rights.widget.choices = [each for each in rights.choices if each[0] in offered]
    return form


def _give(request: HttpRequest, found: Membership) -> HttpResponse:
    """Show what it would do; do it once that was confirmed. A refusal keeps what was typed."""
    actor, organisation = asker(request), found.organisation
    form = _form(found, actor, request.POST)
    if "change" in request.POST:
        form.errors.clear()
        return _page(request, found, form)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    codenames, until = form.cleaned_data["rights"], form.cleaned_data["until"]
    terms: dict[str, Any] = {
        "over": organisation,
        "to": found.user,
        "organisation": organisation,
        "actor": actor,
        "at": timezone.now(),
        "until": until,
    }
    try:
        if "confirm" in request.POST:
            give_rights(codenames=codenames, why=form.cleaned_data["why"], **terms)
            messages.success(request, _("Given. It counts from now on."))
            return redirect("member", found.pk)
        given = [what_giving_does(codename=name, **terms) for name in codenames]
    except (NotAllowed, Conflict, Invalid) as refused:
        return _page(request, found, form, refused=refused)
    sentences = words.giving(given, organisation, found.user, organisation, until)
    return _preview(request, found, form, sentences)


def _preview(
    request: HttpRequest, found: Membership, form: GiveForm, sentences: list[str]
) -> HttpResponse:
    organisation, codenames = found.organisation, form.cleaned_data["rights"]
    had = reasons(organisation, organisation, rights=codenames, users=[found.user_id])
    typed = [(name, value) for name in form.fields for value in request.POST.getlist(name)]
    address = reverse("member", args=[found.pk])
    return preview(
        request,
        sentences=sentences,
        notes=words.has_already(had, organisation, organisation, replaced=codenames),
        typed=typed,
        action=address,
        confirm=_("Confirm"),
        change=True,
        why=form.cleaned_data["why"],
        trail=[
            Place(_("People"), place("people", organisation), current=False),
            Place(str(found.user), address, current=False),
        ],
    )


def _page(
    request: HttpRequest,
    found: Membership,
    form: GiveForm,
    *,
    refused: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    organisation, user = found.organisation, found.user
    current = list(roles_of(found))
    held_now = {each.role_id for each in current}
    asked = {name: request.GET.get(name, "").strip()[:120] for name in ("after", "before")}
    query = request.GET.get("q", "").strip()[:120]
    singles = one_by_one(organisation, user, current, at=timezone.now(), query=query, **asked)
    context = {
        "member": found,
        "person": user,
        "current": [(each, day(each.started_at, organisation)) for each in current],
        "free": [role for role in roles_there(organisation) if role.pk not in held_now],
        "everywhere": everywhere(organisation, user),
        "form": form,
        "to": key_of(user),
        "days": day_offers(),
        "refused": refused,
        "singles": singles,
        "query": query,
        "seen": day(user.seen_at, organisation) if user.seen_at else _("not yet"),
        "second_factor": bool(has_second_factor([user.pk])),
        "trail": [Place(_("People"), place("people", organisation), current=False)],
    }
    status = refused.status if refused else status
    page = context | tabs(organisation, "")
    return render(request, "portal/people/member.html", page, status=status)
