"""Roles: those that there are, what each holds and who has it; and a new one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal import held
from portal.actions.role import define_role, rename_role, rights_of
from portal.errors import Conflict, DomainError, Invalid, NotAllowed
from portal.models import Membership, Organisation, Role
from portal.roles import rights_of_kind
from portal.web.managing import as_uuid, asker, managed, organisation_of, place, role_of, tabs
from portal.web.navigation import Place
from portal.web.people_list import day
from portal.web.reauthenticate import ask_again_to_act
from portal.web.role_form import RoleForm

NAMED = 24
"""Holders who are named on the page of a role; the list of people has all."""


@require_safe
@login_required
def roles(request: HttpRequest) -> HttpResponse:
    """List the roles of an organisation with how many people have each."""
    organisation = organisation_of(request)
    now = Q(memberships__ended_at__isnull=True, memberships__isnull=False)
    every = list(organisation.roles.annotate(holders=Count("memberships", filter=now)))
    every.sort(key=lambda role: (not role.built_in, role.name.lower()))
    holdings = held.of_roles(organisation, every)
    current = [
        (role, _short(holdings[role.pk], organisation)) for role in every if _is_in_use(role)
    ]
    context = {
        "built_in": [pair for pair in current if pair[0].built_in],
        "own": [pair for pair in current if not pair[0].built_in],
        "retired": [
            (role, day(role.retired_at, organisation)) for role in every if role.retired_at
        ],
        "others": [each for each in managed(asker(request)) if each != organisation],
        "new_url": place("new-role", organisation),
    }
    return render(request, "portal/roles/roles.html", context | tabs(organisation, "roles"))


@require_safe
@login_required
def role(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """Show one role."""
    return _role_page(request, role_of(request, role_id))


@require_POST
@login_required
@ask_again_to_act
def rename(request: HttpRequest, role_id: UUID) -> HttpResponse:
    """Call a role something else; a refusal stands where the name was typed."""
    found, name = role_of(request, role_id), request.POST.get("name", "")
    try:
        renamed = rename_role(role=found, name=name, actor=asker(request), at=timezone.now())
    except (Conflict, Invalid) as refused:
        return _role_page(request, role_of(request, role_id), refused=refused, typed=name)
    messages.success(request, _("It is called %(name)s now.") % {"name": renamed.name})
    return redirect("role", renamed.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@ask_again_to_act
def new_role(request: HttpRequest) -> HttpResponse:
    """Define a role of the organisation's own, from nothing or from another one."""
    organisation = organisation_of(request)
    source = _source(request, organisation)
    form = RoleForm(
        request.POST or None,
        organisation=organisation,
        initial={"rights": rights_of(source)} if source else None,
    )
    refused: DomainError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = define_role(
                organisation=organisation,
                **form.cleaned_data,
                actor=asker(request),
                at=timezone.now(),
            )
        except (Conflict, Invalid, NotAllowed) as error:
            refused = error
        else:
            messages.success(request, _("The role %(name)s is there.") % {"name": made.name})
            return redirect("role", made.pk)
    context: dict[str, object] = {"form": form, "source": source, "refused": refused}
    context |= {"list_url": place("roles", organisation)} | tabs(organisation, "roles")
    failed = refused.status if refused else 422 if form.errors else 200
    return render(request, "portal/roles/new.html", context, status=failed)


def _role_page(
    request: HttpRequest, found: Role, *, refused: DomainError | None = None, typed: str = ""
) -> HttpResponse:
    organisation = found.organisation
    holdings = held.of_roles(organisation, [found])[found.pk]
    everywhere = {each.codename for each in holdings if each.over == organisation.pk}
    current = Membership.objects.current().filter(role=found)
    named = current.select_related("user").order_by("user__name", "pk")[:NAMED]
    context = {
        "role": found,
        "rights": [
            (right.sentence, right.codename in everywhere)
            for right in rights_of_kind(organisation.kind)
        ],
        "singles": [
            each.sentence
            for each in held.beyond(holdings, held.NOTHING, organisation)
            if each.over != organisation.pk
        ],
        "holders": [(each, day(each.started_at, organisation)) for each in named],
        "count": current.count(),
        "refused": refused,
        "typed": typed or found.name,
        "made": day(found.created_at, organisation),
        "retired": day(found.retired_at, organisation) if found.retired_at else "",
        "trail": [Place(_("Roles"), place("roles", organisation), current=False)],
        "people_url": place("people", organisation, role=str(found.pk)),
        "copy_url": place("new-role", organisation, copy=str(found.pk)),
    }
    context |= tabs(organisation, "roles")
    status = refused.status if refused else 200
    return render(request, "portal/roles/role.html", context, status=status)


def _source(request: HttpRequest, organisation: Organisation) -> Role | None:
    """The role that a new one begins as a copy of."""
    pk = as_uuid(request.GET.get("copy"))
    return organisation.roles.filter(pk=pk, retired_at__isnull=True).first() if pk else None


def _is_in_use(role: Role) -> bool:
    return role.retired_at is None


def _short(holdings: held.Holdings, organisation: Organisation) -> list[str]:
    """What it holds everywhere, as sentences."""
    found = held.beyond(holdings, held.NOTHING, organisation)
    return [each.sentence for each in found if each.over == organisation.pk]
